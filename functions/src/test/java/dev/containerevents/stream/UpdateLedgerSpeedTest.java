package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Seed;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.SlowTable;
import dev.containerevents.ledger.StagedRecord;
import dev.containerevents.table.LocalStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long a batch of a thousand records takes if each call of the table takes five milliseconds, and how much
/// processor time a row takes, without that of the SDK. `-Dspeed=true` runs it, on a machine that does nothing
/// else.
final class UpdateLedgerSpeedTest {

    private static final int RECORDS = 1000;
    private static final int WARM_UP = 30;
    private static final int ROUNDS = 15;
    private static final Duration CALL = Duration.ofMillis(5);
    private static final Instant TIME = Instant.parse("2026-11-21T07:00:00Z");

    private static final Duration MOST_OF_A_BATCH = Duration.ofSeconds(1);
    private static final Duration MOST_OF_A_ROW = Duration.ofNanos(400_000);

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 500})
    void isFastForAnyNumberOfOrganisations(int orgs) throws IOException {
        assumeTrue(Boolean.getBoolean("speed"), "#### SKIPPED: run with -Dspeed=true on a quiet machine");
        try (LocalQueue queue = new LocalQueue()) {
            UpdateLedger function = queue.updateLedger(SlowTable.of(CALL));
            List<Long> staging = new ArrayList<>();
            List<Long> appending = new ArrayList<>();
            long processor = 0;
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                List<String> events = new ArrayList<>();
                List<String> staged = new ArrayList<>();
                for (int org = 0; org < orgs; org++) {
                    List<Event> some = events(orgs, org, round + WARM_UP);
                    for (int i = 0; i < some.size(); i++) {
                        events.add(LocalStream.insert(some.get(i), Org.plain("org-" + org), sequence(round, org, i)));
                    }
                    staged.add(StagedRecord.of(some, sequence(round, org, 0)));
                }
                long before = process.getProcessCpuTime();
                long nanos = nanos(function, events);
                long more = nanos(function, staged);
                if (round >= 0) {
                    processor += process.getProcessCpuTime() - before;
                    staging.add(nanos);
                    appending.add(more);
                }
            }
            Duration row = Duration.ofNanos(processor / ROUNDS / RECORDS);
            System.out.printf(
                    "1,000 records of %d organisations: staged in %d ms, appended in %d ms, %d us of processor time a"
                            + " row%n",
                    orgs, median(staging).toMillis(), median(appending).toMillis(), row.toNanos() / 1000);
            assertThat(median(staging)).isLessThanOrEqualTo(MOST_OF_A_BATCH);
            assertThat(median(appending)).isLessThanOrEqualTo(MOST_OF_A_BATCH);
            assertThat(row).isLessThanOrEqualTo(MOST_OF_A_ROW);
        }
    }

    private static long sequence(int round, int org, int i) {
        return 400_000_000_000_000_000L + (round + WARM_UP) * 1_000_000L + org * 1_000L + i;
    }

    /// The events of a round that are of an organisation, all of one second.
    private static List<Event> events(int orgs, int org, int round) {
        List<Event> events = new ArrayList<>();
        for (int i = org; i < RECORDS; i += orgs) {
            Instant created = TIME.plusSeconds(round);
            EventId id = new EventId(created.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | i);
            events.add(Event.of(
                            id,
                            new Container("org-" + org, "container-" + i % 50),
                            created,
                            Details.of("ACCESS", Status.SUCCESS, null, "m", null, null, null, null),
                            Org.plain("org-" + org))
                    .with(new Seed(i, i)));
        }
        return events;
    }

    private static long nanos(UpdateLedger function, List<String> records) throws IOException {
        String batch = WindowedBatch.of("shard-1", records);
        long begin = System.nanoTime();
        assertThat(HandlerInvocation.of(function, batch, Duration.ofSeconds(60)).path("batchItemFailures"))
                .isEmpty();
        return System.nanoTime() - begin;
    }

    private static Duration median(List<Long> nanos) {
        return Duration.ofNanos(nanos.stream().sorted().toList().get(nanos.size() / 2));
    }
}
