package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Status;
import dev.containerevents.http.Problem;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each record is stored once, where its sender allows it, and no equal but distinct records become one.
final class IntakeTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final AtomicInteger ORGS = new AtomicInteger();
    private static final Instant SECOND = Instant.parse("2023-11-18T12:00:00Z");
    private static final RecordTime EXACT = new RecordTime(SECOND.plusMillis(123), true);
    private static final RecordTime WHOLE = new RecordTime(SECOND, false);

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Org org = org();
    private final Intake intake = new Intake(TABLE.events(), TABLE.intake());

    private static Org org() {
        Org org = Org.plain("intake-" + ORGS.incrementAndGet());
        TABLE.access().create(org.id());
        return org;
    }

    private static Candidate record(String text, @Nullable String id, @Nullable RecordTime time) {
        return inContainer("c", text, id, time);
    }

    private static Candidate inContainer(
            String container, String text, @Nullable String id, @Nullable RecordTime time) {
        JsonText context = new JsonText("{\"text\":\"" + text + "\"}");
        return new Candidate(
                container,
                Details.of("log", Status.SUCCESS, null, text, context, null, null, null),
                time,
                id,
                text,
                null,
                true);
    }

    private Receipt send(String body, Candidate... records) {
        return send("test", body, Dedupe.AUTO, now, List.of(records));
    }

    private Receipt send(String source, String body, Dedupe dedupe, Instant now, List<Candidate> records) {
        return intake.store(
                new IntakeRequest(org, source, body, dedupe), records, new RequestBudget(now, Duration.ofMinutes(2)));
    }

    private List<Event> stored() {
        return TABLE.stored(org);
    }

    private List<@Nullable String> messages() {
        return stored().stream().map(event -> event.details().message()).toList();
    }

    @Test
    void storesARecordWithAnIdOnceWhateverItsRequest() {
        assertThat(send("one", record("a", "1", EXACT))).isEqualTo(new Receipt(1, 0, 0, true));
        assertThat(send("two", record("b", "2", EXACT), record("a", "1", EXACT)))
                .isEqualTo(new Receipt(2, 1, 0, true));
        assertThat(send("three", record("c", "3", WHOLE))).isEqualTo(new Receipt(1, 0, 0, true));
        assertThat(send("four", record("c", "3", WHOLE))).isEqualTo(new Receipt(1, 1, 0, true));

        assertThat(messages()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void ignoresAnIdThatDifferentRecordsHave() {
        assertThat(send("twice", record("a", "1", EXACT), record("b", "1", EXACT)))
                .isEqualTo(new Receipt(2, 0, 0, true));
        assertThat(send("again", record("b", "1", EXACT), record("a", "1", EXACT)))
                .isEqualTo(new Receipt(2, 2, 0, true));
        // The first one takes the id; the second one differs from it.
        assertThat(send("alone", record("c", "2", EXACT)).replayed()).isZero();
        assertThat(send("alone too", record("d", "2", EXACT)).replayed()).isZero();
        assertThat(send("alone again", record("d", "2", EXACT)).replayed()).isEqualTo(1);
        // Both have whole seconds, so only the same request says that it is the same record.
        assertThat(send("whole", record("e", "3", WHOLE)).replayed()).isZero();
        assertThat(send("other", record("f", "3", WHOLE)).replayed()).isZero();
        assertThat(send("other", record("f", "3", WHOLE)).replayed()).isEqualTo(1);

        assertThat(messages()).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
    }

    @Test
    void storesARecordWithAnExactTimeOnceHoweverItsBatchIsCut() {
        List<Candidate> records = new ArrayList<>(IntStream.range(0, 100)
                .mapToObj(i -> record("line " + i, null, new RecordTime(SECOND.plusMillis(10L * i), true)))
                .toList());
        assertThat(send("test", "whole", Dedupe.AUTO, now, records).replayed()).isZero();
        Collections.rotate(records, 37);

        assertThat(send("test", "cut 1", Dedupe.AUTO, now, records.subList(0, 60))
                        .replayed())
                .isEqualTo(60);
        assertThat(send("test", "cut 2", Dedupe.AUTO, now, records.subList(60, 100))
                        .replayed())
                .isEqualTo(40);
        assertThat(stored()).hasSize(100);
    }

    @Test
    void storesEqualRecordsOfOneRequestEachOfThem() {
        Candidate record = record("same", null, EXACT);
        assertThat(send("three", record, record, record)).isEqualTo(new Receipt(3, 0, 0, true));
        assertThat(send("three", record, record, record)).isEqualTo(new Receipt(3, 3, 0, true));
        assertThat(stored()).hasSize(3);
    }

    /// A sender without milliseconds, which flushes each second, loses no equal line.
    @Test
    void storesAThousandEqualLinesOfWholeSeconds() {
        int stored = 0;
        for (int flush = 0; flush < 40; flush++) {
            RecordTime time = new RecordTime(SECOND.plusSeconds(flush / 4), flush % 2 == 0);
            List<Candidate> lines = Collections.nCopies(25, record("equal", null, time));
            Receipt first = send("test", "flush " + flush, Dedupe.AUTO, now, lines);
            Receipt repeated = send("test", "flush " + flush, Dedupe.AUTO, now, lines);
            assertThat(first.replayed()).isZero();
            assertThat(repeated.replayed()).isEqualTo(25);
            stored += first.accepted();
        }
        assertThat(stored).isEqualTo(1000);
        assertThat(stored()).hasSize(1000);
    }

    @Test
    void givesARecordWithoutATimeTheArrivalOfItsRequest() {
        RecordTime ahead = new RecordTime(now.plus(Duration.ofMinutes(6)), true);
        RecordTime slightlyAhead = new RecordTime(now.plus(Duration.ofMinutes(4)), true);
        Candidate[] records = {
            record("none", null, null), record("ahead", "7", ahead), record("slightly", null, slightlyAhead)
        };
        assertThat(send("body", records)).isEqualTo(new Receipt(3, 0, 2, true));
        Instant later = now.plus(Duration.ofMinutes(14));
        assertThat(send("test", "body", Dedupe.AUTO, later, List.of(records))).isEqualTo(new Receipt(3, 3, 2, true));

        List<Event> events = stored();
        assertThat(events).hasSize(3);
        assertThat(events)
                .filteredOn(event -> event.timestamp().equals(now))
                .hasSize(2)
                .allSatisfy(event -> assertThat(String.valueOf(event.details().context()))
                        .startsWith("{\"_time\":\"arrival\",\"text\":"));
        assertThat(events.getLast().timestamp()).isEqualTo(slightlyAhead.instant());
        assertThat(String.valueOf(events.getLast().details().context())).doesNotContain("_time");
    }

    @Test
    void storesTheSameHeartbeatAgainAfterAQuarterOfAnHour() {
        Candidate beat = record("alive", null, null);
        for (int minute : List.of(0, 1, 14, 16, 17, 40)) {
            send("test", "beat", Dedupe.AUTO, now.plus(Duration.ofMinutes(minute)), List.of(beat));
        }
        assertThat(stored().stream().map(Event::timestamp))
                .containsExactly(now, now.plus(Duration.ofMinutes(16)), now.plus(Duration.ofMinutes(40)));
    }

    @Test
    void letsTheSenderChooseHowRecordsAreToldApart() {
        List<Candidate> twice = List.of(record("x", "1", EXACT), record("x", "1", EXACT), record("y", "1", WHOLE));
        assertThat(send("test", "b", Dedupe.CONTENT, now, twice)).isEqualTo(new Receipt(3, 1, 0, true));
        assertThat(send("test", "c", Dedupe.CONTENT, now, twice)).isEqualTo(new Receipt(3, 3, 0, true));
        assertThat(send("test", "d", Dedupe.NONE, now, twice)).isEqualTo(new Receipt(3, 0, 0, true));
        assertThat(send("test", "d", Dedupe.NONE, now, twice)).isEqualTo(new Receipt(3, 0, 0, true));
        assertThat(stored()).hasSize(8);
    }

    /// Whoever may write to one source can't keep the events of another one, or of another container, from being
    /// stored.
    @Test
    void keepsSourcesAndContainersApart() {
        for (Candidate record : List.of(record("a", "1", EXACT), record("b", null, EXACT), record("c", null, WHOLE))) {
            Candidate elsewhere = inContainer("d", record.text(), record.id(), record.time());
            assertThat(send("first", record.text(), Dedupe.AUTO, now, List.of(record))
                            .replayed())
                    .isZero();
            assertThat(send("second", record.text(), Dedupe.AUTO, now, List.of(record))
                            .replayed())
                    .isZero();
            assertThat(send("first", record.text(), Dedupe.AUTO, now, List.of(elsewhere))
                            .replayed())
                    .isZero();
        }
        assertThat(stored()).hasSize(9);
        assertThat(stored().stream().map(Event::id).distinct()).hasSize(9);
    }

    /// An id tells nothing about the event's content to those who don't know the organisation's secret.
    @Test
    void derivesOtherIdsInAnotherOrganisation() {
        send("b", record("a", "1", EXACT), record("b", null, EXACT), record("c", null, WHOLE));
        IntakeTest other = new IntakeTest();
        other.send("b", record("a", "1", EXACT), record("b", null, EXACT), record("c", null, WHOLE));

        assertThat(stored().stream().map(event -> event.id().low()))
                .doesNotContainAnyElementsOf(
                        other.stored().stream().map(event -> event.id().low()).toList());
    }

    @Test
    void needsAnOrganisationWithASecret() {
        TABLE.forgetSecret(org.id());

        assertThatThrownBy(() -> send("b", record("a", "1", EXACT)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));

        TABLE.access()
                .add(new StoredKey(
                        org.id(), org.id(), "hash", EnumSet.of(Permission.WRITE), null, null, now, null, null, null));
        assertThat(send("b", record("a", "1", EXACT)).accepted()).isEqualTo(1);
        // A further key doesn't change the secret.
        TABLE.access()
                .add(new StoredKey(
                        org.id() + "x",
                        org.id(),
                        "hash",
                        EnumSet.of(Permission.WRITE),
                        null,
                        null,
                        now,
                        null,
                        null,
                        null));
        assertThat(new IntakeTestOf(this).again("b", record("a", "1", EXACT)).replayed())
                .isEqualTo(1);
    }

    /// The same organisation in another copy of the function, which doesn't know its secret yet.
    private record IntakeTestOf(IntakeTest test) {
        Receipt again(String body, Candidate... records) {
            return new Intake(TABLE.events(), TABLE.intake())
                    .store(
                            new IntakeRequest(test.org, "test", body, Dedupe.AUTO),
                            List.of(records),
                            new RequestBudget(test.now, Duration.ofMinutes(2)));
        }
    }

    /// A request that takes longer than it may is stored part by part, while its sender repeats it.
    @Test
    void goesOnWhereTheSameRequestEnded() {
        List<Candidate> records = IntStream.range(0, 600)
                .mapToObj(i -> record("line " + i, null, i % 2 == 0 ? WHOLE : null))
                .toList();
        int tries = 0;
        Receipt receipt;
        double writes = 0;
        do {
            RequestBudget budget = new RequestBudget(now.plusSeconds(tries), Duration.ofMillis(300));
            receipt = intake.store(new IntakeRequest(org, "test", "large", Dedupe.AUTO), records, budget);
            writes += budget.write();
            tries++;
        } while (!receipt.complete() && tries < 50);

        assertThat(receipt.complete()).isTrue();
        assertThat(receipt.accepted()).isEqualTo(600);
        assertThat(stored()).hasSize(600);
        // An event costs two units, in the table and in its index. Nothing is replayed but what a part wrote after a
        // gap.
        assertThat(writes).isLessThan(2 * 600 + tries * 40);
        assertThat(tries).isGreaterThan(1);
    }

    @Test
    void storesEachRecordOnceIfAnswersAreLost() {
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            LocalTable faulty = TABLE.through(proxy);
            Intake unlucky = new Intake(faulty.events(), faulty.intake());
            List<Candidate> records = IntStream.range(0, 50)
                    .mapToObj(i -> record("line " + i % 7, null, i % 3 == 0 ? null : i % 3 == 1 ? WHOLE : EXACT))
                    .toList();
            proxy.plan(Plan.first(5, Fault.CUT_AFTER));

            Receipt receipt = unlucky.store(
                    new IntakeRequest(org, "test", "b", Dedupe.AUTO),
                    records,
                    new RequestBudget(now, Duration.ofMinutes(2)));

            assertThat(receipt.accepted()).isEqualTo(50);
            assertThat(receipt.complete()).isTrue();
            assertThat(stored()).hasSize(50);
        }
    }
}
