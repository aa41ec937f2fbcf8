package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a page leads to its neighbours, however long the request was.
final class PageLinksTest {

    /// The size of headers that many proxies and clients read.
    private static final int MOST_BYTES = 4096;

    /// The size of what API Gateway and CloudFront add: the status line, Date, Connection, Content-Length,
    /// Content-Encoding, x-amzn-RequestId, x-amz-apigw-id, X-Amzn-Trace-Id, X-Cache, Via, X-Amz-Cf-Pop and
    /// X-Amz-Cf-Id.
    private static final int OF_THE_GATEWAY = 700;

    private static final String CONTAINER = "c".repeat(128);
    private static final String SOURCE = "€".repeat(255);

    private final OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));

    @BeforeEach
    void fill() {
        for (int i = 0; i < 3; i++) {
            api.log(List.of(RandomEvents.event(i)
                    .put("container_id", CONTAINER)
                    .put("source", SOURCE)
                    .put("message", "€".repeat(4096))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/x-ndjson", "text/csv", "application/cloudevents-batch+json"})
    void hasTheNextTokenAsAHeaderInEveryForm(String accept) {
        OrgApi.Answer first = api.listAs(accept, Map.of("limit", "1"));
        OrgApi.Answer second = api.listAs(accept, Map.of("limit", "1", "next_token", first.header("Next-Token")));
        OrgApi.Answer last = api.listAs(accept, Map.of("limit", "1", "next_token", second.header("Next-Token")));

        assertThat(List.of(first.text(), second.text(), last.text())).doesNotHaveDuplicates();
        assertThat(first.header("Link"))
                .isEqualTo("</v1/some/path?limit=1&next_token=" + first.header("Next-Token") + ">; rel=\"next\"");
        assertThat(second.header("Link")).matches("<[^>]*>; rel=\"next\", <[^>]*>; rel=\"prev\"");
        assertThat(last.headers()).doesNotContainKey("Next-Token");
        assertThat(last.header("Link")).matches("<[^>]*>; rel=\"prev\"");
    }

    /// The longest filters, of characters with three bytes, nine when percent-encoded.
    @Test
    void keepsAllHeadersWithinFourKilobytesAndDropsTheLinkBackFirst() {
        List<String> relations = new ArrayList<>();
        for (int length = 0; length <= 512; length += 8) {
            Map<String, String> query = new HashMap<>(Map.of("limit", "1"));
            if (length > 0) {
                query.put("q", "€".repeat(Math.min(length, 256)));
            }
            if (length > 256) {
                query.put("container_id", CONTAINER);
                query.put("source", SOURCE);
            }
            String token = api.listAs("application/json", query).header("Next-Token");
            query.put("next_token", token);
            OrgApi.Answer page = api.listAs("application/json", query);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            assertThat(page.header("Next-Token")).isNotEmpty();
            assertThat(bytes(page)).as("of %d characters", length).isLessThanOrEqualTo(MOST_BYTES - OF_THE_GATEWAY);
            relations.add(page.header("Link").replaceAll("<[^>]*>; rel=|\"| ", ""));
        }
        assertThat(relations.stream().distinct()).containsExactly("next,prev", "next", "");
    }

    private static int bytes(OrgApi.Answer answer) {
        return answer.headers().entrySet().stream()
                .mapToInt(header ->
                        (header.getKey() + ": " + header.getValue() + "\r\n").getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
