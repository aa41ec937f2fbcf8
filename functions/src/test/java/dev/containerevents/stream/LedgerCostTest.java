package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Seed;
import dev.containerevents.event.Status;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.LocalStream;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What logs and counters cost, by the units that DynamoDB reports: both hops and the folds, of records as they
/// come, with the marks of seven shards in each run.
final class LedgerCostTest {

    private static final int SHARDS = 7;

    /// `-Dlone=1000` takes minutes more.
    private static final int LONE = Integer.getInteger("lone", 60);

    private static final int MOST_BATCHES = 40;

    /// `-Dorgs=500` takes a quarter of an hour more.
    private static final int MOST_ORGS = Integer.getInteger("orgs", 17);

    private static final Instant TIME = Instant.parse("2026-11-21T07:00:00Z");
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "audit.note");

    private final LocalTable table = LocalTable.streamed();
    private final FaultProxy proxy = FaultProxy.before(LocalTable.endpoint());
    private final LocalQueue queue = new LocalQueue();
    private final UpdateLedger handler = queue.updateLedger(table.through(proxy));
    private final LocalStream.Reader staged = new LocalStream.Reader(table.stream(), "S#");
    private long sequence = 400_000_000_000_000_000L;

    @AfterEach
    void close() {
        proxy.close();
        queue.close();
    }

    private static Event event(int number, String org, Instant created) {
        // Of the usual length: an id is all that differs between events of a second.
        EventId id = new EventId(created.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | number);
        return Event.of(
                        id,
                        new Container(org, "container-" + number % 50 + ".example.com"),
                        created,
                        Details.of(TYPES.get(number % TYPES.size()), Status.SUCCESS, null, "m", null, null, null, null),
                        Org.plain(org))
                .with(new Seed(number, number));
    }

    private static String shard(int number) {
        return "shardId-0000000179526200000" + number % SHARDS + "-1a2b3c4d";
    }

    private void deliver(String shard, List<String> records) throws IOException {
        JsonNode answer = HandlerInvocation.of(handler, WindowedBatch.of(shard, records), Duration.ofMinutes(2));
        assertThat(answer.path("batchItemFailures")).isEmpty();
    }

    /// Appends what was staged since the last time.
    private void append(String shard) throws IOException {
        deliver(shard, staged.next());
    }

    /// Has a mark of each shard.
    private void markAllShards(List<String> orgs) throws IOException {
        for (int shard = 0; shard < SHARDS; shard++) {
            List<String> records = new ArrayList<>();
            for (String org : orgs) {
                records.add(LocalStream.insert(
                        event(shard, org, TIME.minusSeconds(60 + shard)), Org.plain(org), sequence++));
            }
            deliver(shard(shard), records);
            append(shard(shard));
        }
    }

    /// Events that are so far apart that each is a batch, and then their removals, until all are folded.
    @ParameterizedTest
    @CsvSource({"100, 2.5", "3600, 2.5", "86400, 3.5"})
    void boundsTheUnitsOfAnEventThatArrivesAlone(long secondsApart, double most) throws IOException {
        Org acme = Org.plain("acme");
        markAllShards(List.of("acme"));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < LONE; i++) {
            events.add(event(i, "acme", TIME.plusSeconds(secondsApart * i)));
        }
        List<String> records = new ArrayList<>();
        for (Event event : events) {
            records.add(LocalStream.insert(event, acme, sequence++));
        }
        double stored = unitsOfEach(records);
        records.clear();
        for (Event event : events) {
            records.add(LocalStream.remove(event, acme, sequence++));
        }
        double removed = unitsOfEach(records);

        System.out.printf(
                "a lone event, %,d seconds apart: %.2f write units, its removal %.2f%n", secondsApart, stored, removed);
        assertThat(stored).isLessThanOrEqualTo(most);
        assertThat(removed).isLessThanOrEqualTo(most);
    }

    /// Hands on one record after the other. Of what is after the last flag, only the staging is counted.
    private double unitsOfEach(List<String> records) throws IOException {
        double before = proxy.writeUnits();
        for (int i = 0; i < records.size(); i++) {
            deliver(shard(i), List.of(records.get(i)));
        }
        double staging = (proxy.writeUnits() - before) / records.size();
        List<String> rows = staged.next();
        int folded = 0;
        double appended = 0;
        before = proxy.writeUnits();
        for (int i = 0; i < rows.size(); i++) {
            deliver(shard(i), List.of(rows.get(i)));
            if (isFolded("acme")) {
                folded = i + 1;
                appended = (proxy.writeUnits() - before) / folded;
            }
        }
        assertThat(folded).as("events until the last flag").isPositive();
        return staging + appended;
    }

    private boolean isFolded(String org) {
        return table.ledger()
                        .lastRun(org, LedgerTable.LAST_INDEX, true, new RequestBudget())
                        .orElseThrow()
                        .unfolded()
                == 0;
    }

    /// Batches of a thousand records of one second, until all are folded.
    @ParameterizedTest
    @CsvSource({"1, 400", "17, 800", "100, 1000", "500, 2000"})
    void boundsTheUnitsOfAThousandRecords(int orgs, double most) throws IOException {
        assumeTrue(orgs <= MOST_ORGS, "#### SKIPPED: run with -Dorgs=" + orgs);
        List<String> names = new ArrayList<>();
        for (int org = 0; org < orgs; org++) {
            names.add("org-" + org);
        }
        markAllShards(names);
        proxy.plan(Plan.always(Fault.PASS));
        int batches = 0;
        do {
            List<String> records = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String org = names.get(i % orgs);
                Event event = event(i, org, TIME.plusSeconds(batches));
                records.add(LocalStream.insert(event, Org.plain(org), sequence++));
            }
            deliver(shard(0), records);
            append(shard(0));
            batches++;
        } while (!names.stream().allMatch(this::isFolded) && batches < MOST_BATCHES);
        double units = proxy.writeUnits() / batches;

        System.out.printf(
                "1,000 records of %d organisations: %.0f write units, folded after %d thousand%n",
                orgs, units, batches);
        assertThat(batches).isLessThan(MOST_BATCHES);
        assertThat(units).isLessThanOrEqualTo(most);
    }
}
