package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.count.Grouping;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.Counters;
import dev.containerevents.ledger.Log;
import dev.containerevents.ledger.LogReader;
import dev.containerevents.ledger.Row;
import dev.containerevents.ledger.RowKind;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalStream;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetRange;
import dev.containerevents.table.StoredSheet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Spoils events, logs and counters, and has them verified and repaired.
final class VerifyLedgerTest {

    private static final String DAY = "2024-03-01";
    private static final Instant NOON = Instant.parse(DAY + "T12:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2024-03-01T12:00:01Z");

    /// What DynamoDB writes in one batch.
    private static final int BATCH = 25;

    private final LocalTable table = LocalTable.streamed();
    private final RandomIds ids = new RandomIds(new SecureRandom());
    private final Org acme = Org.plain("acme");

    /// Events that are stored, in the order of the log.
    private final List<Event> events = new ArrayList<>();

    @BeforeEach
    void store() {
        table.access().create("acme");
        putAll(100);
        log(events);
    }

    /// Events that were stored long ago.
    private List<Event> putAll(int size) {
        List<Event> some = Stream.generate(() -> next(LONG_AGO)).limit(size).toList();
        for (int i = 0; i < size; i += BATCH) {
            table.load(some.subList(i, Math.min(size, i + BATCH)), acme);
        }
        return some;
    }

    private Event put(Instant created) {
        Event event = next(created);
        table.events().put(event, acme, new RequestBudget());
        return event;
    }

    private Event next(Instant created) {
        Event event = Event.of(
                ids.next(NOON.plusSeconds(events.size())),
                new Container("acme", "c-" + events.size() % 3),
                created,
                Details.of("type-" + events.size() % 20, Status.SUCCESS, null, "m", null, null, null, null),
                acme);
        events.add(event);
        return event;
    }

    private void log(List<Event> some) {
        Appending.append(table, some, 1 + 1_000L * events.indexOf(some.getFirst()));
    }

    private JsonNode verify(boolean repair) throws IOException {
        return Verifying.verify("{\"org_id\":\"acme\",\"day\":\"" + DAY + "\",\"repair\":" + repair + "}", table);
    }

    private long count() {
        return table.counter()
                .count(acme, EventFilter.NONE, IdRange.ALL, Grouping.NONE, new RequestBudget())
                .count();
    }

    private List<Row> rows() {
        Log log = new Log(table.ledger());
        LogReader reader = log.read("acme", log.end("acme", new RequestBudget()), 0, 1_000, new RequestBudget());
        List<Row> rows = new ArrayList<>();
        while (reader.hasNext()) {
            rows.add(reader.next());
        }
        return rows;
    }

    /// Hands on what the stream has of items that were changed, and of what was staged.
    private void follow(Event touched) {
        List<String> records = table.stream().records("E#").stream()
                .filter(record -> record.contains("MODIFY")
                        && record.contains(touched.id().toString()))
                .toList();
        Appending.catchUp(table, records);
    }

    private static void assertRight(JsonNode verdict) {
        assertThat(verdict.path("unlogged").asInt()).as(verdict.toString()).isZero();
        assertThat(verdict.path("missing").asInt()).as(verdict.toString()).isZero();
        assertThat(verdict.path("pending").asInt()).as(verdict.toString()).isZero();
        assertThat(verdict.path("differences")).as(verdict.toString()).isEmpty();
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws IOException {
        JsonNode verdict = verify(true);

        assertRight(verdict);
        assertThat(verdict.path("events").asInt()).isEqualTo(100);
        assertThat(verdict.path("rows").asInt()).isEqualTo(100);
        assertThat(verdict.path("repaired").asBoolean()).isFalse();
    }

    @Test
    void hasEventsLoggedThatHaveNoRow() throws IOException {
        Event lost = put(LONG_AGO);

        JsonNode verdict = verify(true);

        assertThat(verdict.path("unlogged").asInt()).as(verdict.toString()).isEqualTo(1);
        assertThat(verdict.at("/unlogged_events/0/event_id").asText())
                .isEqualTo(lost.id().toString());
        assertThat(verdict.path("repaired").asBoolean()).isTrue();
        follow(lost);
        assertThat(rows().getLast().kind()).isEqualTo(RowKind.FOUND);
        assertThat(count()).isEqualTo(101);
        assertRight(verify(false));
    }

    @Test
    void hasRemovalsLoggedThatHaveNoRow() throws IOException {
        Event removed = events.get(7);
        table.delete(removed);

        JsonNode verdict = verify(true);
        verify(true);

        assertThat(verdict.path("missing").asInt()).as(verdict.toString()).isEqualTo(1);
        assertThat(verdict.at("/missing_events/0/event_id").asText())
                .isEqualTo(removed.id().toString());
        Appending.catchUp(table, List.of());
        assertThat(rows()).hasSize(101);
        assertThat(rows().getLast().kind()).isEqualTo(RowKind.REMOVED);
        assertThat(rows().getLast().id()).isEqualTo(removed.id());
        assertThat(count()).isEqualTo(99);
        assertRight(verify(false));
    }

    @Test
    void leavesAloneWhatIsOnlyLate() throws IOException {
        put(Instant.now().minus(Duration.ofHours(49)));
        Event logged = put(Instant.now().minus(Duration.ofHours(49)));
        log(List.of(logged));
        table.delete(logged);

        JsonNode verdict = verify(true);

        assertThat(verdict.path("pending").asInt()).as(verdict.toString()).isEqualTo(2);
        assertThat(verdict.path("repaired").asBoolean()).isFalse();
    }

    @Test
    void putsCountersRight() throws IOException {
        assertThat(spoil(null)).isEqualTo(6);
        assertThat(count()).isEqualTo(101);

        JsonNode verdict = verify(true);

        assertThat(verdict.path("differences")).as(verdict.toString()).hasSize(6);
        assertThat(verdict.path("differences"))
                .extracting(each -> each.path("period").asText())
                .containsOnly("ever", "day", "hour");
        assertThat(count()).isEqualTo(100);
        assertRight(verify(false));
    }

    /// Adds a failure of the last type to the counters of an organisation or of one of its containers.
    ///
    /// @return the number of sheets
    private int spoil(@Nullable String container) {
        int spoilt = 0;
        for (SheetKey.Kind kind : new SheetKey.Kind[] {SheetKey.Kind.EVER, SheetKey.Kind.MONTH, SheetKey.Kind.DAY}) {
            for (int part : new int[] {0, 1}) {
                SheetRange range = SheetRange.of("acme", container, kind, part, NOON, NOON.plusSeconds(1));
                for (StoredSheet sheet : table.ledger().sheets(List.of(range), new RequestBudget())) {
                    // The last number is that of failures of the last type.
                    byte[] bytes = new byte[sheet.content().remaining()];
                    sheet.content().duplicate().get(bytes);
                    bytes[bytes.length - 1] = (byte) (bytes[bytes.length - 1] + 2);
                    table.ledger()
                            .replace(
                                    OptionalLong.of(sheet.upto()),
                                    new StoredSheet(sheet.key(), sheet.upto(), ByteBuffer.wrap(bytes)),
                                    new RequestBudget());
                    spoilt++;
                }
            }
        }
        return spoilt;
    }

    @Test
    void putsCountersOfContainersRight() throws IOException {
        Counters.setPerContainer(table.ledger(), "acme", true, new RequestBudget());
        log(putAll(100));
        assertRight(verify(false));
        assertThat(spoil("c-1")).isEqualTo(6);

        JsonNode verdict = verify(true);

        assertThat(verdict.path("differences")).as(verdict.toString()).hasSize(6);
        assertThat(verdict.path("differences"))
                .extracting(each -> each.path("container_id").asText())
                .containsOnly("c-1");
        assertRight(verify(false));
    }

    /// Events are deleted while it verifies, and the stream tells of them later.
    @Test
    void spoilsNothingWhileEventsAreRemoved() throws IOException {
        for (int i = 0; i < 5; i++) {
            Event event = events.get(i);
            table.delete(event);
            Appending.catchUp(table, List.of(LocalStream.remove(event, acme, 900_000 + i)));
            JsonNode verdict = verify(true);
            assertRight(verdict);
            assertThat(count()).isEqualTo(99 - i);
        }
    }

    @Test
    void readsEachShardInFullPages() throws IOException {
        Org wide = new Org("acme", 64, 64, Retention.FOR_EVER);
        table.access().grow("acme", 64, Instant.EPOCH, Instant.EPOCH);
        for (int i = 0; i < 90; i++) {
            table.events().put(next(LONG_AGO), wide, new RequestBudget());
        }
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            List<String> queries = Collections.synchronizedList(new ArrayList<>());
            proxy.plan(call -> {
                if (call.body().contains("\"IndexName\"")) {
                    queries.add(call.body());
                }
                return FaultProxy.Fault.PASS;
            });

            JsonNode verdict = Verifying.verify("{\"org_id\":\"acme\",\"day\":\"" + DAY + "\"}", table.through(proxy));

            assertThat(verdict.path("unlogged").asInt()).isEqualTo(90);
            assertThat(queries).hasSize(64);
        }
    }

    @Test
    void saysWhatIsWrongWithACommand() throws IOException {
        assertThat(Verifying.verify("{\"org_id\":\"-\",\"day\":\"1.3.2024\"}", table)
                        .path("errors"))
                .hasSize(2);
        assertThat(Verifying.verify("{\"org_id\":\"nobody\",\"day\":\"" + DAY + "\"}", table)
                        .path("status")
                        .asInt())
                .isEqualTo(404);
    }
}
