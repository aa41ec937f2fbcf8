package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.Invocation;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.event.Tally;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RollupKey;
import dev.containerevents.table.TableException;
import dev.containerevents.table.Units;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VerifyRollupsTest {

    private static final Instant HOUR = Instant.parse("2024-03-01T07:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2024-03-01T12:00:00Z");

    private final LocalTable table = LocalTable.streamed();
    private final VerifyRollups handler =
            new VerifyRollups(table.access(), table.events(), table.rollups(), Duration.ofMillis(1));
    private final RandomIds ids = new RandomIds(new SecureRandom());

    @BeforeEach
    void log() {
        table.access().create("acme");
        for (int minute = 0; minute < 10; minute++) {
            put("ACCESS", HOUR.plus(Duration.ofMinutes(minute)), LONG_AGO);
        }
        put("BLOCK", HOUR.plus(Duration.ofHours(3)), LONG_AGO);
        put("BLOCK", HOUR.plus(Duration.ofDays(1)), LONG_AGO);
        Rolling.catchUp(table);
    }

    @Test
    void findsNothingWhereTheCountersAreRight() throws IOException {
        JsonNode verdict = verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\",\"repair\":true}");

        assertThat(verdict.toString())
                .isEqualTo("{\"org_id\":\"acme\",\"day\":\"2024-03-01\",\"events\":11,\"unsettled\":0,"
                        + "\"differences\":[],\"repaired\":false}");
    }

    @Test
    void saysWhichCountersAreWrongAndLeavesThem() throws IOException {
        spoil();

        JsonNode verdict = verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\"}");

        assertThat(verdict.path("differences")).hasSize(4);
        assertThat(verdict.at("/differences/1").toString())
                .isEqualTo("{\"period\":\"day\",\"start\":\"2024-03-01T00:00:00Z\",\"event_type\":\"ACCESS\","
                        + "\"counted\":{\"success\":8,\"fail\":3},\"recounted\":{\"success\":10,\"fail\":0}}");
        assertThat(verdict.path("repaired").asBoolean()).isFalse();
        assertThat(verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\"}").path("differences"))
                .hasSize(4);
    }

    @Test
    void putsThemRightAndAllTimeWithThem() throws IOException {
        Map<RollupKey, Tally> before =
                table.rollups().everyType("acme", new Units()).tallies();
        spoil();

        assertThat(verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\",\"repair\":true}")
                        .path("repaired")
                        .asBoolean())
                .isTrue();

        assertThat(verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\"}").path("differences"))
                .isEmpty();
        assertThat(table.rollups().everyType("acme", new Units()).tallies()).isEqualTo(before);
    }

    @Test
    void passesOverWhatMayNotBeCountedYet() throws IOException {
        put("ACCESS", HOUR.plusSeconds(1), Instant.now());

        JsonNode verdict = verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\",\"repair\":true}");

        assertThat(verdict.path("unsettled").asInt())
                .as("hour and day, of the type and of all")
                .isEqualTo(4);
        assertThat(verdict.path("differences")).isEmpty();
    }

    @Test
    void canBeRepeatedWhereARepairBreaksOff() throws IOException {
        Instant day = Instant.parse("2024-04-01T00:00:00Z");
        for (int hour = 0; hour < 24; hour++) {
            for (String type : List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE")) {
                put(type, day.plus(Duration.ofHours(hour)), LONG_AGO);
            }
        }
        String command = "{\"org_id\":\"acme\",\"day\":\"2024-04-01\",\"repair\":true}";
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            AtomicInteger writes = new AtomicInteger();
            proxy.plan(call -> call.isWrite() && writes.incrementAndGet() > 1 ? Fault.CONFLICT : Fault.PASS);
            assertThatThrownBy(() -> Invocation.of(Rolling.verifier(table.through(proxy)), command))
                    .isInstanceOf(TableException.Throttled.class);
        }

        assertThat(verify(command).path("repaired").asBoolean()).isTrue();

        assertThat(verify(command).path("differences")).isEmpty();
        Map<RollupKey, Tally> ever =
                table.rollups().everyType("acme", new Units()).tallies();
        assertThat(ever.entrySet())
                .extracting(entry -> entry.getKey().type() + " "
                        + (entry.getValue().success() + entry.getValue().fail()))
                .containsExactlyInAnyOrder(" 108", "ACCESS 34", "BLOCK 26", "CREATE 24", "EXPIRE 24");
    }

    @Test
    void triesAgainWhereTheStreamCountsBesides() throws IOException {
        spoil();

        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            AtomicInteger writes = new AtomicInteger();
            proxy.plan(call -> call.isWrite() && writes.incrementAndGet() < 3 ? Fault.CONFLICT : Fault.PASS);
            JsonNode verdict = Invocation.of(
                    Rolling.verifier(table.through(proxy)),
                    "{\"org_id\":\"acme\",\"day\":\"2024-03-01\",\"repair\":true}");

            assertThat(verdict.path("repaired").asBoolean()).isTrue();
        }
        assertThat(verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\"}").path("differences"))
                .isEmpty();
    }

    @Test
    void addsOnceThoughAnAnswerIsLostAndTheTriesBehindItAreThrottled() throws IOException {
        spoil();

        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            AtomicInteger writes = new AtomicInteger();
            proxy.plan(call -> switch (call.isWrite() ? writes.incrementAndGet() : 0) {
                case 1 -> Fault.CUT_AFTER;
                case 2, 3 -> Fault.THROTTLE;
                default -> Fault.PASS;
            });
            Invocation.of(
                    Rolling.verifier(table.through(proxy)),
                    "{\"org_id\":\"acme\",\"day\":\"2024-03-01\",\"repair\":true}");
            assertThat(writes).as("the first type's, again, and the other's").hasValue(5);
        }

        assertThat(verify("{\"org_id\":\"acme\",\"day\":\"2024-03-01\"}").path("differences"))
                .isEmpty();
    }

    @Test
    void namesAllFaultsOfACommand() throws IOException {
        JsonNode refused = verify("{\"org_id\":\"-\",\"day\":\"2024-02-30\",\"repair\":1,\"fix\":true}");

        assertThat(refused.path("status").asInt()).isEqualTo(400);
        assertThat(refused.path("errors").findValuesAsText("where"))
                .containsExactly("command/org_id", "command/day", "command/repair", "command/fix");
        assertThat(verify("{\"org_id\":\"nobody\",\"day\":\"2024-02-03\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(404);
    }

    private JsonNode verify(String command) throws IOException {
        return Invocation.of(handler, command);
    }

    /// As if two successes of the hour had been counted as three failures.
    private void spoil() {
        Map<RollupKey, Tally> wrong = new HashMap<>();
        for (Period period : Period.values()) {
            for (String type : new String[] {"ACCESS", RollupKey.ALL_TYPES}) {
                wrong.put(new RollupKey("acme", period, type, period.floor(HOUR)), new Tally(-2, 3));
            }
        }
        table.rollups().add(wrong, UUID.randomUUID().toString(), new Units());
    }

    private void put(String type, Instant time, Instant created) {
        Org acme = Org.plain("acme");
        Event event = Event.of(
                ids.next(time),
                new Container("acme", "c-1"),
                created,
                new EventDetails(type, Status.SUCCESS, null, null, null, null, null, null),
                acme);
        table.events().put(event, acme, new Units());
    }
}
