package dev.containerevents.table;

import dev.containerevents.event.Order;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// The counters of events, in the same table. Everything that is ever asked about them stands here.
///
/// | pk              | sk                    | says                                                    |
/// |-----------------|-----------------------|---------------------------------------------------------|
/// | `R#acme#0`      | `H#ACCESS#2026-11-21T07` | `s` successes and `f` failures of the type in the hour |
/// | `R#acme#0`      | `D##2026-11-21`       | the same of all types, in the day                       |
/// | `R#acme#0`      | `A##`                 | of all time, and `as_of`, when the newest was stored    |
/// | `M#<shard id>`  | `M`                   | how far a shard of the stream is counted, in which slot |
/// | `M#`            | `M`                   | how many shards got a slot                              |
///
/// Each counter is there once for each slot, and is the sum of these: shards of the stream that are read side by
/// side add to different slots, so that their transactions don't meet. [RollupWriter] adds to them. Thread-safe.
public final class RollupTable {

    /// A new table has four partitions, thus four shards of its stream at a time. May be raised; never lowered, or
    /// what lies in the upper ones is no longer counted.
    static final int SLOTS = 4;

    private static final int QUERIES_AT_ONCE = 32;

    /// In one transaction.
    static final int MOST_ITEMS = 100;

    private final Dynamo dynamo;

    RollupTable(Dynamo dynamo) {
        this.dynamo = dynamo;
    }

    public RollupTable(DynamoDbClient client, String table) {
        this(new Dynamo(client, table));
    }

    /// The table of the function that we are in, as its environment says.
    public static RollupTable deployed() {
        return new RollupTable(Dynamo.deployed());
    }

    /// Adds to counters, all or none, outside of the stream's order: what a repair does. 2 write units for each.
    ///
    /// @param tallies at most 100
    /// @param token   names this addition: within ten minutes it is done once, however often it is tried
    /// @throws TableException.Throttled if it was perhaps not done, and should be tried again
    public void add(Map<RollupKey, Tally> tallies, String token, Units units) {
        try {
            dynamo.write(
                    tallies.entrySet().stream()
                            .map(entry ->
                                    new RollupAddition(entry.getKey(), 0, entry.getValue(), null).to(dynamo.table()))
                            .toList(),
                    token,
                    units);
        } catch (TransactionCanceledException e) {
            // It has no condition: one of the stream's is at work on a counter, or the table is throttled.
            throw new TableException.Throttled(e);
        }
    }

    /// The counters of these types in the periods from the first to before the second time: for each type and slot
    /// half a read unit for 4 KB, some 80 periods.
    ///
    /// @param types a counter of [RollupKey#ALL_TYPES] is there too
    public Rollup read(String org, Period period, Collection<String> types, Instant from, Instant until, Units units) {
        return sum(
                org,
                types.stream()
                        .map(type -> new Range(
                                new RollupKey(org, period, type, from).sortKey(),
                                new RollupKey(org, period, type, until.minusMillis(1)).sortKey()))
                        .toList(),
                units);
    }

    /// The counters of all time, of these types. For each type and slot half a read unit.
    public Rollup ever(String org, Collection<String> types, Units units) {
        return read(org, Period.EVER, types, Instant.EPOCH, Instant.EPOCH.plusMillis(1), units);
    }

    /// The counters of all time, of each type that ever was and of all together. For each slot half a read unit,
    /// or for 4 KB of it, some 100 types.
    public Rollup everyType(String org, Units units) {
        return sum(org, List.of(new Range(RollupKey.prefix(Period.EVER), RollupKey.behind(Period.EVER))), units);
    }

    /// The first and the last day that anything was ever counted in; empty if nothing was. Half a read unit for
    /// each of them and each slot.
    public Optional<Days> days(String org, Units units) {
        return outermostDay(org, Order.ASC, units)
                .min(Comparator.naturalOrder())
                .map(first -> new Days(
                        first,
                        outermostDay(org, Order.DESC, units)
                                .max(Comparator.naturalOrder())
                                .orElse(first)));
    }

    /// The counters of these types in the days that come first, in the order, of those from the first to before
    /// the second time. For each type and slot half a read unit for 4 KB, some 80 days, and days in which nothing
    /// happened cost nothing.
    ///
    /// @param most so many days are read of each type and slot
    FirstDays firstDays(
            String org, Collection<String> types, Instant from, Instant until, Order order, int most, Units units) {
        List<Supplier<FirstDays>> reads = types.stream()
                .map(type -> new Range(
                        new RollupKey(org, Period.DAY, type, from).sortKey(),
                        new RollupKey(org, Period.DAY, type, until.minusMillis(1)).sortKey()))
                .flatMap(range -> IntStream.range(0, SLOTS)
                        .mapToObj(slot -> query(RollupKey.partition(org, slot), range)
                                .scanIndexForward(order == Order.ASC)
                                .limit(most)))
                .<Supplier<FirstDays>>map(
                        query -> () -> FirstDays.read(org, dynamo.query(query, units), order, from, until))
                .toList();
        return FirstDays.together(atOnce(reads), order);
    }

    /// The day of each slot that comes first in the order.
    private Stream<Instant> outermostDay(String org, Order order, Units units) {
        Range days = new Range(
                new RollupKey(org, Period.DAY, RollupKey.ALL_TYPES, Instant.EPOCH).sortKey(),
                RollupKey.prefix(Period.DAY) + "#:");
        List<Supplier<Optional<Instant>>> reads = IntStream.range(0, SLOTS)
                .mapToObj(slot -> query(RollupKey.partition(org, slot), days)
                        .scanIndexForward(order == Order.ASC)
                        .limit(1))
                .<Supplier<Optional<Instant>>>map(query -> () -> dynamo.query(query, units).items().stream()
                        .map(item -> RollupKey.read(org, new Item(item).text(Partition.SORT_KEY))
                                .start())
                        .findAny())
                .toList();
        return atOnce(reads).stream().flatMap(Optional::stream);
    }

    /// Two days, by their beginnings.
    public record Days(Instant first, Instant last) {}

    /// Sort keys from one to another, both included.
    private record Range(String first, String last) {}

    private Rollup sum(String org, List<Range> ranges, Units units) {
        Map<RollupKey, Tally> tallies = new HashMap<>();
        @Nullable Instant asOf = null;
        List<Supplier<List<Item>>> reads = ranges.stream()
                .flatMap(range -> IntStream.range(0, SLOTS)
                        .<Supplier<List<Item>>>mapToObj(
                                slot -> () -> items(RollupKey.partition(org, slot), range, units)))
                .toList();
        for (List<Item> items : atOnce(reads)) {
            for (Item item : items) {
                RollupKey key = RollupKey.read(org, item.text(Partition.SORT_KEY));
                tallies.merge(key, new Tally(item.number("s"), item.number("f")), Tally::plus);
                @Nullable Instant newest = item.timeOrNull(RollupAddition.AS_OF);
                asOf = newest == null || (asOf != null && asOf.isAfter(newest)) ? asOf : newest;
            }
        }
        return new Rollup(tallies, asOf);
    }

    private List<Item> items(String partition, Range range, Units units) {
        List<Item> items = new ArrayList<>();
        QueryRequest.Builder query = query(partition, range);
        boolean goesOn = true;
        while (goesOn) {
            QueryResponse response = dynamo.query(query, units);
            response.items().forEach(item -> items.add(new Item(item)));
            goesOn = Dynamo.goesOn(response);
            query.exclusiveStartKey(response.lastEvaluatedKey());
        }
        return items;
    }

    private static QueryRequest.Builder query(String partition, Range range) {
        return QueryRequest.builder()
                .keyConditionExpression("pk = :partition AND sk BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":partition", AttributeValue.fromS(partition),
                        ":first", AttributeValue.fromS(range.first()),
                        ":last", AttributeValue.fromS(range.last())));
    }

    /// Runs reads side by side, so that many take little more time than one.
    private static <T> List<T> atOnce(List<Supplier<T>> reads) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(QUERIES_AT_ONCE, Thread.ofVirtual().factory())) {
            Stream<CompletableFuture<T>> started =
                    reads.stream().map(read -> CompletableFuture.supplyAsync(read, threads));
            return started.toList().stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
