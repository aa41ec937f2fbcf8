package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.count.Grouping;
import dev.containerevents.delivery.LocalDelivery;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.Log;
import dev.containerevents.ledger.LogReader;
import dev.containerevents.ledger.Row;
import dev.containerevents.ledger.RowKind;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.LocalStream;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Feeds the handler with the records of a real stream, and reads the logs that it writes.
final class UpdateLedgerTest {

    private final LocalTable table = LocalTable.streamed();

    private final LocalQueue queue = new LocalQueue();
    private final UpdateLedger handler = queue.updateLedger(table);
    private final RandomIds ids = new RandomIds(new SecureRandom());

    private final Org acme = Org.plain("acme");

    @AfterEach
    void close() {
        queue.close();
    }

    private Event put(Org org, String type) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        EventId id = ids.next(now);
        Event event = Event.of(
                        id,
                        new Container(org.id(), "web-1"),
                        now,
                        Details.of(type, Status.FAIL, null, "a message", null, null, null, null),
                        org)
                .with(ids.seed(id));
        table.events().put(event, org, new RequestBudget());
        return event;
    }

    private void deliver(List<String> records) throws IOException {
        assertThat(deliver(handler, records)).hasToString("{\"state\":{},\"batchItemFailures\":[]}");
    }

    private static JsonNode deliver(UpdateLedger instance, List<String> records) throws IOException {
        return HandlerInvocation.of(instance, WindowedBatch.of("shard-1", records), Duration.ofSeconds(60));
    }

    /// What the stream has of events of these organisations, or of their staged rows.
    private List<String> records(String prefix, Org... some) {
        return table.stream().records(prefix).stream()
                .filter(record -> Stream.of(some)
                        .anyMatch(
                                org -> record.contains("\"" + prefix + org.id() + (prefix.equals("E#") ? "#" : "\""))))
                .toList();
    }

    private List<Row> log(Org org) {
        Log log = new Log(table.ledger());
        Log.End end = log.end(org.id(), new RequestBudget());
        LogReader reader = log.read(org.id(), end, 0, 1000, new RequestBudget());
        List<Row> rows = new ArrayList<>();
        while (reader.hasNext()) {
            rows.add(reader.next());
        }
        assertThat(rows).hasSize((int) end.size());
        return rows;
    }

    private List<Row> logAll(Org org) throws IOException {
        deliver(records("E#", org));
        deliver(records("S#", org));
        return log(org);
    }

    @Test
    void logsWhatHappensToAnEvent() throws IOException {
        Event event = put(acme, "ACCESS");
        table.change(event, "SET again = :value", "1");
        table.erase(event, "message", "seed");
        table.change(event, "SET ip = :value", "192.0.2.7");
        table.delete(event);

        List<Row> rows = logAll(acme);

        assertThat(rows)
                .extracting(Row::kind)
                .containsExactly(RowKind.STORED, RowKind.ERASED, RowKind.ALTERED, RowKind.REMOVED);
        assertThat(rows).extracting(Row::id).containsOnly(event.id());
        assertThat(rows.getFirst().at()).isEqualTo(event.created());
        assertThat(rows.get(1).erased()).containsExactly("message");
    }

    @Test
    void logsManyEventsInRunsOfAFewUnits() throws IOException {
        List<String> records = recordsOfASecond(300);
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            UpdateLedger counted = queue.updateLedger(table.through(proxy));
            proxy.plan(FaultProxy.Plan.always(Fault.PASS));
            deliver(counted, records);
            deliver(counted, records("S#", acme));

            assertThat(log(acme)).hasSize(300);
            assertThat(proxy.writeUnits()).as("write units").isLessThan(0.4 * 300);
        }
    }

    /// Events of the same second, whose ids have the same last two bits.
    private List<String> recordsOfASecond(int size) {
        Instant time = Instant.parse("2026-11-21T07:00:00Z");
        List<String> records = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            EventId id = new EventId(time.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | (long) i << 2);
            Event event = Event.of(
                    id,
                    new Container(acme.id(), "web-1"),
                    time,
                    Details.of("ACCESS", Status.FAIL, null, null, null, null, null, null),
                    acme);
            records.add(LocalStream.insert(event, acme, 95 + i));
        }
        return records;
    }

    @Test
    void logsARecordOnceHoweverOftenItComes() throws IOException {
        Event first = put(acme, "ACCESS");
        IntStream.range(0, 20).forEach(_ -> put(acme, "BLOCK"));
        table.delete(first);
        List<String> records = records("E#", acme);

        deliver(records.subList(0, 12));
        deliver(records.subList(0, 6));
        deliver(records.subList(6, 22));
        deliver(records);
        List<String> staged = records("S#", acme);
        deliver(staged.subList(0, 2));
        deliver(staged.subList(1, staged.size()));
        deliver(staged);
        deliver(queue.updateLedger(table), staged);

        assertThat(log(acme)).hasSize(22);
        assertThat(log(acme).stream().filter(row -> row.id().equals(first.id())).map(Row::kind))
                .containsExactly(RowKind.STORED, RowKind.REMOVED);
    }

    @Test
    void tellsNobodyOfAnOrganisationWithoutDestinations() throws IOException {
        put(acme, "ACCESS");
        assertThat(logAll(acme)).hasSize(1);
        assertThat(queue.due()).isEmpty();
        assertThat(table.ledger()
                        .lastRun(acme.id(), LedgerTable.LAST_INDEX, true, new RequestBudget())
                        .orElseThrow()
                        .delivers())
                .isFalse();
    }

    /// From the row of its creation on, each append says that it is due, at most once in five seconds; and again
    /// if the rows were in the log already, because the one who appended them may have died before it told
    /// anybody.
    @Test
    void tellsThatDestinationsAreDue() throws IOException {
        put(acme, "ACCESS");
        LocalDelivery.fill(table, acme.id());
        logAll(acme);
        assertThat(queue.due()).as("each of them").hasSize(5);
        put(acme, "ACCESS");
        logAll(acme);
        assertThat(queue.due()).as("within five seconds").hasSize(5);

        UpdateLedger other = queue.updateLedger(table);
        deliver(other, records("S#", acme));
        assertThat(queue.due()).as("nothing is new to another instance").hasSize(10);
        assertThat(log(acme)).hasSize(7);
    }

    /// Another instance has appended since this one saw the end of the log.
    @Test
    void findsTheEndOfTheLogAgain() throws IOException {
        put(acme, "ACCESS");
        assertThat(logAll(acme)).hasSize(1);
        UpdateLedger other = queue.updateLedger(table);
        for (int i = 0; i < 3; i++) {
            put(acme, "ACCESS");
            deliver(other, records("E#", acme));
            deliver(other, records("S#", acme));
        }

        put(acme, "ACCESS");
        assertThat(logAll(acme)).hasSize(5);
    }

    @Test
    void stagesMoreThanOneCallTakes() throws IOException {
        List<String> records = recordsOfASecond(600);

        deliver(records);
        deliver(records("S#", acme));

        assertThat(log(acme))
                .extracting(row -> row.id().low() >>> 2 & 0xffff)
                .isSorted()
                .hasSize(600);
    }

    /// Kills an instance before and after each of its calls, and lets another one take over.
    @Test
    void logsEachRecordOnceWhereverAnInstanceIsKilled() throws IOException {
        int calls = 1;
        int orgs = 0;
        for (int killed = 1; killed <= calls; killed++) {
            for (Fault fault : List.of(Fault.CUT_BEFORE, Fault.CUT_AFTER)) {
                Org one = Org.plain("one-" + orgs++);
                Org other = Org.plain("other-" + orgs++);
                // So that the next run is a flag.
                Appending.append(table, events(one, 85), 1);
                Event event = put(one, "ACCESS");
                put(other, "ACCESS");
                put(one, "BLOCK");
                table.delete(event);
                int staging = deliverToDying("E#", one, other, killed, fault);
                int appending = deliverToDying("S#", one, other, killed, fault);
                calls = Math.max(calls, Math.max(staging, appending));

                assertThat(log(one)).as("killed at call %d: %s", killed, fault).hasSize(88);
                assertThat(counters(one))
                        .as("killed at call %d: %s", killed, fault)
                        .containsExactly(88L, 86L);
                assertThat(log(one).stream()
                                .filter(row -> row.id().equals(event.id()))
                                .map(Row::kind))
                        .containsExactly(RowKind.STORED, RowKind.REMOVED);
                assertThat(log(other)).hasSize(1);
            }
        }
        assertThat(calls).as("calls of a hop").isGreaterThanOrEqualTo(8);
        assertThat(queue.messages()).isEmpty();
    }

    private List<Event> events(Org org, int size) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return IntStream.range(0, size)
                .mapToObj(_ -> Event.of(
                        ids.next(now),
                        new Container(org.id(), "web-1"),
                        now,
                        Details.of("ACCESS", Status.FAIL, null, null, null, null, null, null),
                        org))
                .toList();
    }

    /// How many rows the counters have seen, and how many events they count.
    private List<Long> counters(Org org) {
        SheetKey ever = new SheetKey(org.id(), null, SheetKey.Kind.EVER, 0, Instant.EPOCH);
        long upto = table.ledger()
                .sheets(Set.of(ever), new RequestBudget())
                .getFirst()
                .upto();
        long count = table.counter()
                .count(org, EventFilter.NONE, IdRange.ALL, Grouping.NONE, new RequestBudget())
                .count();
        return List.of(upto, count);
    }

    /// @return how many calls it takes if nobody is killed
    private int deliverToDying(String prefix, Org one, Org other, int killed, Fault fault) throws IOException {
        List<String> records = records(prefix, one, other);
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            UpdateLedger dying = queue.updateLedger(table.through(proxy));
            proxy.plan(
                    call -> call.number() < killed ? Fault.PASS : call.number() == killed ? fault : Fault.CUT_BEFORE);
            deliver(dying, records);
        }
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            UpdateLedger next = queue.updateLedger(table.through(proxy));
            proxy.plan(FaultProxy.Plan.always(Fault.PASS));
            assertThat(deliver(next, records).path("batchItemFailures")).isEmpty();
            return proxy.calls();
        }
    }

    @Test
    void reportsTheFirstRecordThatCouldNotBeWrittenAndWritesTheOthers() throws IOException {
        Org throttled = Org.plain("throttled");
        put(throttled, "ACCESS");
        put(acme, "ACCESS");
        List<String> records = new ArrayList<>(records("E#", acme));
        records.addAll(records("E#", throttled));
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            UpdateLedger behind = queue.updateLedger(table.through(proxy));
            proxy.plan(call -> call.body().contains("S#" + throttled.id()) ? Fault.THROTTLE : Fault.PASS);

            JsonNode failures = deliver(behind, records).path("batchItemFailures");

            assertThat(failures).hasSize(1);
            assertThat(records.getLast())
                    .contains("\"" + failures.at("/0/itemIdentifier").asText() + "\"");
        }
        assertThat(records("S#", acme)).hasSize(1);
    }

    @Test
    void sendsWhatIsNoEventToTheDeadLetters() throws IOException {
        put(acme, "ACCESS");
        List<String> records = new ArrayList<>(records("E#", acme));
        records.addFirst(records.getFirst().replace("FAIL", "MAYBE"));

        deliver(records);
        deliver(records("S#", acme));

        assertThat(queue.messages()).hasSize(1).first().asString().contains("MAYBE");
        assertThat(log(acme)).hasSize(1);
    }

    @Test
    void sendsWhatNobodyStagedToTheDeadLetters() throws IOException {
        put(acme, "ACCESS");
        deliver(records("E#", acme));
        List<String> staged = new ArrayList<>(records("S#", acme));
        staged.addFirst(staged.getFirst().replaceFirst("\"B\":\"AQ", "\"B\":\"Ag"));

        deliver(staged);

        assertThat(queue.messages()).hasSize(1);
        assertThat(log(acme)).hasSize(1);
    }

    @Test
    void answersToTheEndOfAWindow() throws IOException {
        deliver(List.of());
    }

    @Test
    void needsAWindow() {
        assertThatThrownBy(() -> HandlerInvocation.of(handler, "{\"Records\":[]}"))
                .hasMessageContaining("tumbling window");
    }
}
