package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The strict reader rejects each response that is known to break one of Waldur's clients.
final class StrictWaldurTest {

    private static final String EVENT =
            "{'uuid':'018be24b7e0070008000000000000001','created':'2023-11-18T12:00:00Z','event_type':'ACCESS',"
                    + "'message':'','context':{}}";

    @Test
    void readsAGoodList() {
        assertThat(StrictWaldur.list(list("[" + EVENT + "]"))).hasSize(1);
        assertThat(StrictWaldur.list(list("[]"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'018be24b7e0070008000000000000001'|null",
                "'018be24b7e0070008000000000000001'|'01ARZ3NDEKTSV4RRFFQ69G5FAV'",
                "{}|null",
                "{}|'text'",
                "'2023-11-18T12:00:00Z'|null",
                "'2023-11-18T12:00:00Z'|'2023-11-18T12:00:00'",
            })
    void refusesAnEventWith(String good, String bad) {
        assertThatThrownBy(() -> StrictWaldur.list(list("[" + EVENT.replace(good, bad) + "]")))
                .isInstanceOf(StrictWaldur.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'results':[]}", "{}", "null", "no JSON", ""})
    void rejectsAnInvalidList(String body) {
        assertThatThrownBy(() -> StrictWaldur.list(list(body))).isInstanceOf(StrictWaldur.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/problem+json", "application/json; charset=utf-8"})
    void refusesAnyOtherMediaType(String type) {
        Map<String, String> headers = new HashMap<>(Map.of("X-Result-Count", "0"));
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        assertThatThrownBy(() -> StrictWaldur.list(answer(200, headers, "[]")))
                .isInstanceOf(StrictWaldur.Unreadable.class);
        assertThatThrownBy(() -> StrictWaldur.refusal(answer(404, headers, "{'detail':'Not found.'}"), 404))
                .isInstanceOf(StrictWaldur.Unreadable.class);
    }

    @Test
    void refusesAHeadWithoutLengthOrTotal() {
        Client.Answer noLength = answer(200, Map.of("Content-Type", "application/json"), "");
        assertThatThrownBy(() -> StrictWaldur.head(noLength)).isInstanceOf(StrictWaldur.Unreadable.class);
        assertThatThrownBy(() -> StrictWaldur.total(noLength)).isInstanceOf(StrictWaldur.Unreadable.class);
        StrictWaldur.head(answer(200, Map.of("Content-Type", "application/json", "Content-Length", "0"), ""));
    }

    @Test
    void refusesARedirectAndAnEmptyRefusal() {
        assertThatThrownBy(() -> StrictWaldur.list(answer(301, Map.of("Location", "/api/events/"), "")))
                .isInstanceOf(StrictWaldur.Unreadable.class);
        assertThatThrownBy(() -> StrictWaldur.refusal(list("{}"), 200)).isInstanceOf(StrictWaldur.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<https://api.example.com/api/events/>; rel=\"first\"",
                "</api/events/>; rel=\"first\", </api/events/>; rel=\"last\"",
                "<https://a.example.com/?o=created,-created>; rel=\"first\", <https://a.example.com/>; rel=\"last\"",
            })
    void refusesLinksThatAClientCantFollow(String links) {
        assertThatThrownBy(() -> StrictWaldur.links(answer(200, Map.of("Link", links), "[]")))
                .isInstanceOf(StrictWaldur.Unreadable.class);
    }

    private static Client.Answer list(String body) {
        return answer(200, Map.of("Content-Type", "application/json", "X-Result-Count", "1"), body);
    }

    private static Client.Answer answer(int status, Map<String, String> headers, String body) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Client.Answer(status, HttpHeaders.of(lists, (_, _) -> true), body.replace('\'', '"'));
    }
}
