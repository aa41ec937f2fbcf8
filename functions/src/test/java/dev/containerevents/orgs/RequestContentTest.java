package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Org;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.LocalTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The headers that describe a request's body: media types, charsets, content codings and CloudEvents' headers. A
/// body that can't be read as its sender meant it is rejected before anything is stored.
final class RequestContentTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final String MEMBERS = "\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";
    private static final String EVENT = "{" + MEMBERS;
    private static final String LINE = "{\"container_id\":\"c-1\"," + MEMBERS;

    private final OrgApi api = new OrgApi(TABLE.events(), Org.plain("org-" + System.nanoTime()));

    /// The same headers with one event, and with a bulk of one.
    private List<Answer> sent(String... headers) {
        return List.of(api.create("c-1", EVENT, headers), api.createAll(OrgApi.bulk(List.of(LINE)), headers));
    }

    private void assertStored(String... headers) {
        for (Answer answer : sent(headers)) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        }
    }

    private void assertUnsupported(String where, String... headers) {
        for (Answer answer : sent(headers)) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(415);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(wheres(answer)).contains(where);
        }
        assertThat(api.walk(ListOrgEvents::new, Map.of())).isEmpty();
    }

    private static List<String> wheres(Answer answer) {
        List<String> wheres = new ArrayList<>();
        for (JsonNode error : answer.body().path("errors")) {
            wheres.add(error.path("where").asText());
        }
        return wheres;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        application/json
        Application/JSON ; Charset=UTF-8
        application/json; charset="utf-8"
        application/json; charset="\\u\\tf-8"
        application/json;charset=utf8
        application/json; charset=US-ASCII; profile="a;b,c"
        application/json; charset=
        application/problem+json
        application/vnd.example.door+json; charset=utf-8
        text/json
        text/plain
        text/plain;charset=UTF-8
        application/x-www-form-urlencoded
        application/x-www-form-urlencoded; charset=UTF-8
        application/json, application/json
        ' '
        """)
    void readsJsonUnderAllOfItsNames(String type) {
        assertStored("Content-Type", type);
    }

    @Test
    void readsJsonWithoutAType() {
        assertStored();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=iso-8859-1",
                "application/json; charset=ISO-8859-1",
                "application/json; charset=\"ISO-8859-1\"",
                "application/json; charset=\"iso\\-8859-1\"",
                "application/json; profile=\";\"; charset=windows-1252",
                "application/json;CHARSET = utf-16",
                "application/json; charset=utf-8; charset=latin1",
                "text/plain; charset=utf-16le",
                "application/x-www-form-urlencoded; charset=shift_jis",
                "application/x-ndjson; charset=iso-8859-15",
                "application/cloudevents+json; charset=utf-32",
                "application/cloudevents-batch+json; charset='utf-8'"
            })
    void rejectsAnUnsupportedCharset(String type) {
        assertUnsupported("header/Content-Type", "Content-Type", type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+xml",
                "application/cloudevents+avro",
                "application/cloudevents+protobuf",
                "application/cloudevents-batch+xml",
                "application/cloudevents",
                "application/xml",
                "text/csv",
                "text/html",
                "text/xml; charset=utf-8",
                "application/octet-stream",
                "application/x-protobuf",
                "application/msgpack",
                "application/yaml",
                "application/jsonp",
                "application/json5",
                "application/json/x",
                "json",
                "multipart/form-data; boundary=x",
                "image/png",
                "*/*",
                "application/json, text/csv",
                "text/csv, application/json"
            })
    void rejectsAnUnsupportedMediaType(String type) {
        assertUnsupported("header/Content-Type", "Content-Type", type);
        assertThat(sent("Content-Type", type))
                .allMatch(answer -> answer.header("Accept-Encoding").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zstd",
                "ZSTD",
                "snappy",
                "x-snappy-framed",
                "br",
                "compress",
                "x-gzip",
                "lz4",
                "aws-chunked",
                "dcb",
                "none",
                "gzip, gzip",
                "deflate, gzip",
                "gzip, zstd",
                "identity, br",
                "\"gzip\""
            })
    void rejectsAnUnsupportedCoding(String coding) {
        assertUnsupported("header/Content-Encoding", "Content-Encoding", coding);
        assertThat(sent("content-encoding", coding))
                .allMatch(answer -> answer.header("Accept-Encoding").equals("gzip, deflate"));
        assertUnsupported("header/Content-Encoding", "Content-Encoding", "gzip", "Content-Encoding", coding);
    }

    /// The gateway has decoded the body, and leaves the header as it was sent.
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "deflate", "identity", "Identity", "", " ", "identity, gzip"})
    void readsWhatTheGatewayHasDecoded(String coding) {
        assertStored("Content-Encoding", coding);
    }

    /// The HTTP binding lets a sender in structured mode repeat attributes in headers.
    @Test
    void acceptsAStructuredCloudEventWithAttributesInHeaders() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/gate\",\"type\":\"ACCESS\","
                + "\"time\":\"2024-03-01T09:00:00Z\"}";

        Answer answer = api.create(
                "c-1", event, "Content-Type", "application/cloudevents+json", "ce-specversion", "1.0", "ce-id", "1");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @Test
    void namesAllFaultsOfTheHeadersAtOnce() {
        for (Answer answer : sent("Content-Type", "text/csv; charset=latin1", "Content-Encoding", "br")) {
            assertThat(answer.status()).isEqualTo(415);
            assertThat(wheres(answer))
                    .containsExactlyInAnyOrder("header/Content-Type", "header/Content-Type", "header/Content-Encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "application/ndjson",
                "application/jsonl",
                "application/x-jsonlines",
                "application/json-seq",
                "Application/JSONL; charset=\"UTF-8\""
            })
    void readsLinesUnderAllOfTheirNames(String type) {
        for (String mark : List.of("", "\u001e", "\u001e\u001e", "\ufeff", "\ufeff\u001e")) {
            Answer answer =
                    api.createAll(mark + LINE + "\r\n" + mark + "\n" + mark + LINE + "\n", "Content-Type", type);

            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.statuses()).containsExactly(200, 200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "application/ndjson",
                "application/jsonl",
                "application/x-jsonlines",
                "application/json-seq",
                "text/csv;q=0.2, Application/JSONL;q=0.5"
            })
    void listsLinesForAClientThatKnowsThemUnderAnotherName(String accept) {
        api.create("c-1", EVENT);

        Answer answer = api.listAs(accept, Map.of());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(answer.text().lines()).hasSize(1);
    }

    @Test
    void skipsAByteOrderMarkBeforeABodyOfAnyForm() {
        String cloudEvent = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/gate\",\"type\":\"ACCESS\","
                + "\"subject\":\"c-1\",\"time\":\"2024-03-01T09:00:00Z\"}";

        assertThat(api.create("c-1", "\ufeff" + EVENT).status()).isEqualTo(200);
        assertThat(api.create("c-1", "\ufeff" + cloudEvent, "Content-Type", "application/cloudevents+json")
                        .status())
                .isEqualTo(200);
        assertThat(api.createAll("\ufeff" + OrgApi.bulk(List.of(LINE))).statuses())
                .containsExactly(200);
        assertThat(api.createAll("\ufeff" + cloudEvent, "Content-Type", "application/cloudevents+json")
                        .statuses())
                .containsExactly(200);
        assertThat(api.createAll("\ufeff[" + cloudEvent + "]", "Content-Type", "application/cloudevents-batch+json")
                        .statuses())
                .containsExactly(200);
    }

    /// Only at the beginning: inside a text, it belongs to the text.
    @Test
    void keepsTheMarkInsideAText() {
        Answer answer = api.create("c-1", "{\"message\":\"\ufeffdoor\"," + MEMBERS);

        assertThat(api.get("c-1", answer.id()).body().path("message").asText()).isEqualTo("\ufeffdoor");
        assertThat(api.create("c-1", " \ufeff" + EVENT).status()).isEqualTo(400);
        assertThat(api.create("c-1", "\ufeff\ufeff" + EVENT).status()).isEqualTo(400);
    }
}
