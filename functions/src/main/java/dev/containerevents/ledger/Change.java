package dev.containerevents.ledger;

import dev.containerevents.event.Event;
import dev.containerevents.table.StreamRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a record of the stream says of an event, as the row that it becomes.
///
/// @param event    the event as it is, or as it was before it was removed
/// @param sequence of the record in its shard
/// @param time     when DynamoDB wrote the item
public record Change(StreamRecord record, Event event, BigInteger sequence, Instant time, Row row) {

    /// Reads a record of an event's item. Empty if nothing changed that the log tells of.
    ///
    /// @throws IllegalArgumentException if it isn't of an event
    public static Optional<Change> of(StreamRecord record) {
        try {
            return read(record);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a time beyond all that a row can hold", e);
        }
    }

    private static Optional<Change> read(StreamRecord record) {
        Optional<Event> before = record.before();
        Optional<Event> after = record.after();
        Instant time = record.time();
        Optional<Row> row;
        if (after.isEmpty()) {
            row = before.map(event -> Row.removed(event, time));
        } else if (before.isEmpty()) {
            row = after.map(Row::stored);
        } else {
            row = record.isFound() ? after.map(event -> Row.found(event, time)) : row(before.get(), after.get(), time);
        }
        return row.map(made -> new Change(
                record, after.or(() -> before).orElseThrow(), new BigInteger(record.sequenceNumber()), time, made));
    }

    /// Of an item that was changed. An item also has attributes that say nothing of the event.
    private static Optional<Row> row(Event before, Event after, Instant time) {
        List<String> old = Commitment.values(before);
        List<String> now = Commitment.values(after);
        int cleared = 0;
        boolean replaced = !Objects.equals(before.expires(), after.expires())
                || !before.created().equals(after.created());
        for (int i = 0; i < old.size(); i++) {
            if (!old.get(i).equals(now.get(i))) {
                boolean isCleared = now.get(i).equals(Commitment.ABSENT);
                cleared |= isCleared ? 1 << i : 0;
                replaced |= !isCleared;
            }
        }
        // An erasure takes the seed, from which the salts of what it took could be derived.
        boolean seedIsGone = cleared != 0 && after.seed() == null;
        replaced |= !seedIsGone && !Objects.equals(before.seed(), after.seed());
        if (replaced) {
            return Optional.of(Row.altered(before, after, time));
        }
        return cleared == 0 ? Optional.empty() : Optional.of(Row.erased(before, after, cleared, time));
    }
}
