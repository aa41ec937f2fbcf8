package dev.containerevents.ledger;

import dev.containerevents.table.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Writes events at random, changes them and removes them, and gives the records of the stream that tell of it.
final class SimulatedEvents {

    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "audit.note");

    /// Events happen in a few hours of a few days, of which the last is in another month.
    private static final Instant FIRST = Instant.parse("2023-11-18T22:00:00Z");

    private static final List<Duration> LATER =
            List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(3), Duration.ofDays(2), Duration.ofDays(40));

    private final Random random;
    private final List<Item> items = new ArrayList<>();
    private long sequence;

    SimulatedEvents(Random random) {
        this.random = random;
        // Numbers of more digits follow soon.
        sequence = random.nextBoolean() ? 80 : 980;
    }

    /// An event that can still change.
    private final class Item {

        final int shard = random.nextInt(LedgerSimulation.SHARDS);
        final String org =
                LedgerSimulation.ORGS.get(random.nextBoolean() ? 0 : random.nextInt(LedgerSimulation.ORGS.size()));
        final int number = items.size();
        /// Long ones fill a run with a few rows.
        final String container = "c" + "x".repeat(random.nextInt(4) == 0 ? 500 : random.nextInt(3));
        final long created;
        final long happened =
                FIRST.plus(LATER.get(random.nextInt(LATER.size()))).toEpochMilli() + random.nextInt(3_600_000);
        String type = random.nextInt(2) > 0 ? TYPES.get(random.nextInt(TYPES.size())) : "t" + random.nextInt(40);
        boolean hasMessage = true;
        int touched;
        boolean removed;

        Item(Instant now) {
            created = now.toEpochMilli();
        }

        private String id() {
            String time = "%012x".formatted(happened);
            return time.substring(0, 8) + "-" + time.substring(8) + "-7000-8000-%012x".formatted(number);
        }

        String image() {
            return "{\"pk\":{\"S\":\"E#" + org + "#" + container + "\"},\"sk\":{\"S\":\""
                    + id() + "\"},\"type\":{\"S\":\"" + type
                    + "\"},\"status\":{\"S\":\"" + (number % 3 == 0 ? "FAIL" : "SUCCESS") + "\"},\"created\":{\"N\":\""
                    + created + "\"}" + (hasMessage ? ",\"message\":{\"S\":\"m\"}" : "")
                    + (touched > 0 ? ",\"again\":{\"N\":\"" + touched + "\"}" : "") + "}";
        }
    }

    /// What happened to one item of a shard.
    record Written(int shard, String event, Change change) {}

    /// Writes so many events, and changes some of these and of those before.
    ///
    /// @return the records that the log has to tell of, in their order
    List<Written> write(int events, Instant begin) {
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Instant now = begin.plusSeconds(i / 7).plusMillis(i);
            Item item = new Item(now);
            items.add(item);
            written.add(record(item, "", item.image(), now));
            if (random.nextInt(2) == 0) {
                // Mostly a new one, so that one batch tells of both.
                int first = random.nextInt(4) == 0 ? 0 : Math.max(0, items.size() - 3);
                change(items.get(random.nextInt(first, items.size())), now, written);
            }
        }
        return written;
    }

    private void change(Item item, Instant now, List<Written> written) {
        if (item.removed) {
            return;
        }
        String before = item.image();
        switch (random.nextInt(4)) {
            case 0 -> {
                if (!item.hasMessage) {
                    return;
                }
                item.hasMessage = false;
            }
            case 1 -> item.type += "!";
            case 2 -> item.removed = true;
            default -> {
                // Nothing that the log tells of.
                item.touched++;
                StreamRecord record = record(before, item.image(), now);
                Difference.unless(Change.of(record).isEmpty(), "a row of nothing");
                return;
            }
        }
        written.add(record(item, before, item.removed ? "" : item.image(), now));
    }

    private Written record(Item item, String before, String after, Instant now) {
        Change change = Change.of(record(before, after, now)).orElseThrow();
        return new Written(item.shard, item.org + "/" + item.number, change);
    }

    private StreamRecord record(String before, String after, Instant now) {
        sequence++;
        return StreamRecord.read("{\"dynamodb\":{\"ApproximateCreationDateTime\":" + now.getEpochSecond()
                + ",\"SequenceNumber\":\"" + sequence + "\"" + (before.isEmpty() ? "" : ",\"OldImage\":" + before)
                + (after.isEmpty() ? "" : ",\"NewImage\":" + after) + "}}");
    }
}
