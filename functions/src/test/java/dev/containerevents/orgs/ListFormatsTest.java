package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One list in each of its formats.
final class ListFormatsTest {

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";
    private static final String CLOUD_EVENTS = "application/cloudevents-batch+json";

    private final OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        application/json                          | application/json
        */*                                       | application/json
        application/x-ndjson                      | application/x-ndjson; charset=utf-8
        text/csv                                  | text/csv; charset=utf-8; header=present
        application/cloudevents-batch+json        | application/cloudevents-batch+json; charset=utf-8
        application/json;q=0.8, text/csv;q=0.9    | text/csv; charset=utf-8; header=present
        """)
    void answersInTheFormThatTheClientPrefers(String accept, String contentType) {
        OrgApi.Answer answer = api.listAs(accept, Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(contentType);
        assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
    }

    @Test
    void namesItsFormatsToAClientThatAcceptsNone() {
        OrgApi.Answer answer = api.listAs("application/xml", Map.of("limit", "0"));

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("header/Accept");
        assertThat(answer.body().at("/errors/0/why").asText()).contains(JSON, NDJSON, CSV, CLOUD_EVENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, NDJSON, CSV, CLOUD_EVENTS})
    void reportsErrorsInTheShapeOfAllProblems(String accept) {
        OrgApi.Answer answer = api.listAs(accept, Map.of("limit", "0"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("query/limit");
    }

    @Test
    void writesTheEventsOfThePageOnePerLine() throws IOException {
        RandomEvents random = new RandomEvents();
        api.log(random.list(30));

        assertThat(api.listAs(NDJSON, Map.of()).lines())
                .as(random.toString())
                .isEqualTo(api.listAs(JSON, Map.of()).events());
        assertThat(api.listAs(NDJSON, Map.of("fields", "status,event_id")).lines())
                .isEqualTo(api.listAs(JSON, Map.of("fields", "status,event_id")).events());
        assertThat(api.listAs(NDJSON, Map.of("end", "0")).text()).isEmpty();
    }

    @Test
    void keepsAnEventFromMakingLinesOfItsOwn() throws IOException {
        String forged =
                "{\"a\":\n{\"event_id\":\"forged\",\"b\":\"\u0085{}\u2028{}\u2029\u00a8\u20a8\ud83c\udfa8\"}\r}";
        ObjectNode event = RandomEvents.event(0).putRawValue("context", new RawValue(forged));
        api.log(List.of(event.put("message", "x\u2028{}\n{}\u0085\u001c\f\u000b"), RandomEvents.event(1)));

        List<JsonNode> lines = api.listAs(NDJSON, Map.of("order", "asc")).lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().path("context")).isEqualTo(OrgApi.MAPPER.readTree(forged));
        assertThat(lines.getFirst().path("message").asText())
                .isEqualTo(event.path("message").asText());
        assertThat(api.listAs(JSON, Map.of()).text()).as("the exact text").contains(forged);
    }

    /// Every quotation mark of a context takes two bytes inside the proxy response, and four if CSV has doubled
    /// it.
    @ParameterizedTest
    @ValueSource(strings = {JSON, NDJSON, CSV, CLOUD_EVENTS})
    void endsAPageBeforeLambdaRefusesItAndGoesOnByItsLink(String accept) throws IOException {
        ObjectNode context = OrgApi.MAPPER.createObjectNode();
        IntStream.range(0, 2600).forEach(i -> context.put("m" + i, ""));
        for (int second = 0; second < 240; second += 40) {
            api.log(IntStream.range(second, second + 40)
                    .mapToObj(i -> RandomEvents.event(i).<ObjectNode>set("context", context))
                    .toList());
        }
        List<String> ids = new ArrayList<>();
        int pages = 0;
        String token = "";
        do {
            Map<String, String> query =
                    token.isEmpty() ? Map.of("limit", "1000") : Map.of("limit", "1000", "next_token", token);
            OrgApi.Answer page = api.listAs(accept, query);
            assertThat(OrgApi.MAPPER.writeValueAsBytes(page.text())).hasSizeBetween(1, 5 * 1024 * 1024);
            ids.addAll(page.ids());
            token = next(page);
            pages++;
        } while (!token.isEmpty());

        assertThat(pages).isGreaterThan(1);
        assertThat(ids).doesNotHaveDuplicates().hasSize(240);
    }

    /// Returns the token of the next page from `Link`; empty at the end.
    private static String next(OrgApi.Answer page) {
        Matcher link =
                Pattern.compile("next_token=([^&>]*)[^>]*>; rel=\"next\"").matcher(page.header("Link"));
        return link.find() ? link.group(1) : "";
    }
}
