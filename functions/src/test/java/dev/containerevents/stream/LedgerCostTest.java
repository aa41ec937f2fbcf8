package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.Invocation;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Seed;
import dev.containerevents.event.Status;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.TableStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the logs cost, by the units that DynamoDB reports: both hops, of records as they come, with the marks of
/// seven shards in each run.
final class LedgerCostTest {

    private static final int SHARDS = 7;

    /// `-Dorgs=500` takes two minutes more.
    private static final int MOST_ORGS = Integer.getInteger("orgs", 100);

    private static final Instant TIME = Instant.parse("2026-11-21T07:00:00Z");
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "audit.note");

    private final LocalTable table = LocalTable.streamed();
    private final FaultProxy proxy = FaultProxy.before(LocalTable.endpoint());
    private final LocalQueue queue = new LocalQueue();
    private final UpdateLedger handler = new UpdateLedger(table.through(proxy).ledger(), queue.deadLetters());
    private long sequence = 400_000_000_000_000_000L;
    private int delivered;

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
                        new EventDetails(
                                TYPES.get(number % TYPES.size()), Status.SUCCESS, null, "m", null, null, null, null),
                        Org.plain(org))
                .with(new Seed(number, number));
    }

    private static String shard(int number) {
        return "shardId-0000000179526200000" + number % SHARDS + "-1a2b3c4d";
    }

    private void deliver(String shard, List<String> records) throws IOException {
        JsonNode answer = Invocation.of(handler, Batch.of(shard, records), Duration.ofMinutes(2));
        assertThat(answer.path("batchItemFailures")).isEmpty();
    }

    /// Appends what was staged since the last time.
    private void append(String shard) throws IOException {
        List<String> staged = table.stream().records("S#");
        deliver(shard, staged.subList(delivered, staged.size()));
        delivered = staged.size();
    }

    /// Has a mark of each shard.
    private void markAllShards(List<String> orgs) throws IOException {
        for (int shard = 0; shard < SHARDS; shard++) {
            List<String> records = new ArrayList<>();
            for (String org : orgs) {
                records.add(TableStream.insert(
                        event(shard, org, TIME.minusSeconds(60 + shard)), Org.plain(org), sequence++));
            }
            deliver(shard(shard), records);
            append(shard(shard));
        }
    }

    @Test
    void costsTwoUnitsAnEventThatArrivesAlone() throws IOException {
        Org acme = Org.plain("acme");
        markAllShards(List.of("acme"));
        List<Event> events = new ArrayList<>();
        proxy.plan(Plan.always(Fault.PASS));
        for (int i = 0; i < 40; i++) {
            Event event = event(i, "acme", TIME.plusSeconds(100L * i));
            events.add(event);
            deliver(shard(i), List.of(TableStream.insert(event, acme, sequence++)));
            append(shard(i));
        }
        double stored = proxy.writeUnits() / events.size();
        proxy.plan(Plan.always(Fault.PASS));
        for (int i = 0; i < events.size(); i++) {
            deliver(shard(i), List.of(TableStream.remove(events.get(i), acme, sequence++)));
            append(shard(i));
        }
        double removed = proxy.writeUnits() / events.size();

        System.out.printf("a lone event: %.2f write units, its removal %.2f%n", stored, removed);
        assertThat(stored).isLessThanOrEqualTo(2);
        assertThat(removed).isLessThanOrEqualTo(2);
    }

    /// A thousand records of one second.
    @ParameterizedTest
    @CsvSource({"1, 285", "17, 285", "100, 600", "500, 1400"})
    void boundsTheUnitsOfAThousandRecords(int orgs, double most) throws IOException {
        assumeTrue(orgs <= MOST_ORGS, "#### SKIPPED: run with -Dorgs=" + orgs);
        List<String> names = new ArrayList<>();
        for (int org = 0; org < orgs; org++) {
            names.add("org-" + org);
        }
        markAllShards(names);
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String org = names.get(i % orgs);
            records.add(TableStream.insert(event(i, org, TIME), Org.plain(org), sequence++));
        }
        proxy.plan(Plan.always(Fault.PASS));
        deliver(shard(0), records);
        double staged = proxy.writeUnits();
        append(shard(0));
        double all = proxy.writeUnits();

        System.out.printf("1,000 records of %d organisations: %.0f write units, %.0f to stage%n", orgs, all, staged);
        assertThat(all).isLessThanOrEqualTo(most);
    }
}
