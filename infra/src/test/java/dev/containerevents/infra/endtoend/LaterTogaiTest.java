package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.endtoend.LaterTogaiClient.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The API as Togai's later clients see it, each at its own base URL.
final class LaterTogaiTest {

    private final Tenant tenant;

    LaterTogaiTest() throws Exception {
        tenant = Tenant.create(Cloud.current());
    }

    private String log(String type, String members) throws Exception {
        return tenant.client()
                .log(
                        tenant.path("/containers/c-1/events"),
                        "{\"event_type\":\"" + type + "\",\"status\":\"FAIL\"" + members + "}");
    }

    @ParameterizedTest
    @EnumSource
    void walksAllEventsNewestFirst(Version version) throws Exception {
        List<String> logged = new ArrayList<>();
        for (int second = 0; second < 5; second++) {
            logged.add(log(
                    second % 2 == 0 ? "ACCESS" : "x".repeat(128),
                    ",\"context\":{\"empty\":\"\",\"long\":\"" + "x".repeat(250) + "\"},\"message\":\""
                            + "m".repeat(300) + "\",\"timestamp\":\"2023-11-18T12:00:0" + second + ".123456789Z\""));
        }
        Collections.reverse(logged);
        LaterTogaiClient togai = new LaterTogaiClient(tenant.client(), version);

        assertThat(togai.walk("?pageSize=2")).extracting(LaterTogaiTest::id).isEqualTo(logged);
        assertThat(togai.walk("?pageSize=1&schema_name=ACCESS&status=PROCESSED&account_id=" + tenant.org()))
                .extracting(LaterTogaiTest::id)
                .containsExactly(logged.get(0), logged.get(2), logged.get(4));
        for (String id : logged) {
            assertThat(id(togai.get(id).path("events").path(0))).isEqualTo(id);
        }
    }

    private static String id(JsonNode event) {
        return event.at("/eventPayload/id").asText();
    }

    @ParameterizedTest
    @EnumSource
    void coversTheClientsExceptions(Version version) {
        LaterTogaiClient togai = new LaterTogaiClient(tenant.client(), version);
        LaterTogaiClient stranger =
                new LaterTogaiClient(new Client(tenant.client().base(), "Bearer ce_nobody_secret"), version);

        assertThat(catchThrowableOfType(TogaiClient.Raised.class, () -> stranger.list(""))
                        .status())
                .isEqualTo(401);
        assertThat(catchThrowableOfType(TogaiClient.Raised.class, () -> togai.get("event_1"))
                        .status())
                .isEqualTo(404);
        assertThat(catchThrowableOfType(TogaiClient.Raised.class, () -> togai.list("?start_time=0"))
                        .status())
                .isEqualTo(400);
        assertThat(catchThrowableOfType(TogaiClient.Raised.class, () -> togai.list("?pageSize=51"))
                        .status())
                .isEqualTo(422);
    }
}
