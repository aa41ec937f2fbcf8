package dev.containerevents.infra.local.gateway;

import static dev.containerevents.infra.local.TestCloud.get;
import static dev.containerevents.infra.local.TestCloud.request;
import static dev.containerevents.infra.local.TestCloud.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which requests the gateway refuses because there were too many. The buckets of the test's template are hardly
/// ever refilled.
final class ThrottlingTest {

    private static final String ONE = "ONEONEONEONEONEONEONE";
    private static final String TWO = "TWOTWOTWOTWOTWOTWOTWO";

    @Test
    void limitsEachKeyByItselfWhateverItsClientSends() {
        assertThat(statuses(4, ONE)).containsExactly(200, 200, 200, 429);
        HttpResponse<byte[]> refused =
                get("/counted", "X-Token", "all", "X-Usage-Key", ONE, "X-Api-Key", TWO, "Usage-Key", TWO);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("x-amzn-ErrorType")).hasValue("THROTTLED");
        assertThat(statuses(4, TWO)).containsExactly(200, 200, 200, 429);
    }

    private static int[] statuses(int requests, String usageKey) {
        return IntStream.range(0, requests)
                .map(_ -> get("/counted", "X-Token", "all", "X-Usage-Key", usageKey)
                        .statusCode())
                .toArray();
    }

    @Test
    void refusesAKeyThatIsInNoPlan() {
        for (String key : new String[] {"NOTNOTNOTNOTNOTNOTNOT", "FREEFREEFREEFREEFREE"}) {
            assertInvalid(get("/counted", "X-Token", "all", "X-Usage-Key", key));
        }
        assertInvalid(get("/counted", "X-Token", "all"));
        assertInvalid(get("/counted", "X-Token", "all", "X-Api-Key", TWO));
    }

    private static void assertInvalid(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("INVALID_API_KEY");
    }

    @Test
    void limitsAMethodWhateverItsParameters() {
        assertThat(IntStream.range(0, 3)
                        .map(i -> get("/throttled/" + i).statusCode())
                        .toArray())
                .containsExactly(200, 200, 429);
        assertThat(send(request("/throttled/1").method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .as("another method of the path")
                .isEqualTo(200);
    }
}
