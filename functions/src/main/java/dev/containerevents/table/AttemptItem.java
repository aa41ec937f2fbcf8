package dev.containerevents.table;

import dev.containerevents.table.DestinationTable.Listed;
import java.time.Duration;

/// A request to a destination as an item. Its sort key begins with its time, in as many digits until the year
/// 2286.
final class AttemptItem {

    static final String PREFIX = "A#";

    /// How long an attempt is kept.
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String ERROR = "error";
    private static final String REPLAY = "replay";

    private AttemptItem() {}

    /// @param unique distinguishes attempts of one millisecond
    static Item of(DestinationKey key, StoredAttempt attempt, String unique) {
        return Item.of(DestinationItem.attempts(key), PREFIX + attempt.at().toEpochMilli() + "-" + unique)
                .put("at", attempt.at())
                .put("first", attempt.first())
                .put("last", attempt.last())
                .put("entries", attempt.entries())
                .put("bytes", attempt.bytes())
                .put("status", attempt.status())
                .put("millis", attempt.millis())
                .put("outcome", attempt.outcome())
                .putUnlessNull(ERROR, attempt.error())
                .putUnlessNull(REPLAY, attempt.replay())
                .put("expires", attempt.at().plus(KEPT).getEpochSecond());
    }

    static Listed read(Item item) {
        return new Listed(
                item.text(Partition.SORT_KEY).substring(PREFIX.length()),
                new StoredAttempt(
                        item.time("at"),
                        item.number("first"),
                        item.number("last"),
                        (int) item.number("entries"),
                        (int) item.number("bytes"),
                        (int) item.number("status"),
                        item.number("millis"),
                        item.text("outcome"),
                        item.textOrNull(ERROR),
                        item.textOrNull(REPLAY)));
    }
}
