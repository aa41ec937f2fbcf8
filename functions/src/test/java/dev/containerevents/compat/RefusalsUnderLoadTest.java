package dev.containerevents.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.compat.Calls.Answer;
import dev.containerevents.compat.authentik.CreateAuthentikEvent;
import dev.containerevents.compat.togai.GetTogaiEvent;
import dev.containerevents.compat.togai.GetTogaiJavaEvent;
import dev.containerevents.compat.togai.GetTogaiPythonEvent;
import dev.containerevents.compat.togai.ListTogaiEvents;
import dev.containerevents.compat.togai.ListTogaiJavaEvents;
import dev.containerevents.compat.togai.ListTogaiPythonEvents;
import dev.containerevents.compat.waldur.CountWaldurEvents;
import dev.containerevents.compat.waldur.ListWaldurEventGroups;
import dev.containerevents.compat.waldur.ListWaldurEvents;
import dev.containerevents.compat.waldur.RetrieveWaldurEvent;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.LocalTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What clients of other APIs receive from a throttled table, each in its own API's shape.
final class RefusalsUnderLoadTest {

    private static final String ID = "018be24b-7e00-7000-8000-000000000001";
    private static final LocalTable TABLE = LocalTable.fresh();
    private static final FaultProxy PROXY = FaultProxy.before(LocalTable.endpoint());

    private final LocalTable proxied = TABLE.through(PROXY);
    private final EventTable throttled = proxied.events();
    private final Calls calls = new Calls(Org.plain("acme"), EnumSet.allOf(Permission.class));

    @AfterAll
    static void close() {
        PROXY.close();
    }

    @Test
    void aClientOfWaldurReadsADetail() {
        PROXY.plan(call -> Fault.THROTTLE);
        for (RequestStreamHandler operation : List.of(
                new ListWaldurEvents(throttled, proxied.counter()),
                new CountWaldurEvents(throttled, proxied.counter()),
                new ListWaldurEventGroups(proxied.counter()),
                new RetrieveWaldurEvent(throttled))) {
            Answer answer = calls.get(operation, Map.of("id", "1700308800000"), Map.of());

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.contentType()).isEqualTo("application/json");
            assertThat(answer.text())
                    .isEqualTo(
                            "{\"detail\":\"Too many reads or writes at once for the table: try again in a second.\"}");
        }
    }

    @Test
    void aClientOfTogaiReadsAMessage() {
        PROXY.plan(call -> Fault.THROTTLE);
        for (Function<EventTable, RequestStreamHandler> operation : List.<Function<EventTable, RequestStreamHandler>>of(
                ListTogaiEvents::new,
                GetTogaiEvent::new,
                ListTogaiJavaEvents::new,
                GetTogaiJavaEvent::new,
                ListTogaiPythonEvents::new,
                GetTogaiPythonEvent::new)) {
            Answer answer = calls.get(operation.apply(throttled), Map.of("event_id", ID), Map.of());
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.contentType()).isEqualTo("application/json");
            assertThat(answer.text())
                    .isEqualTo(
                            "{\"message\":\"Too many reads or writes at once for the table: try again in a second.\"}");
        }
    }

    @Test
    void aClientOfAuthentikReadsADetail() {
        PROXY.plan(call -> Fault.THROTTLE);
        Answer answer = calls.post(new CreateAuthentikEvent(throttled), "{\"action\":\"login\",\"app\":\"x\"}");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.text())
                .isEqualTo("{\"detail\":\"Request was throttled. Too many reads or writes at once for the table: try"
                        + " again in a second.\"}");
    }
}
