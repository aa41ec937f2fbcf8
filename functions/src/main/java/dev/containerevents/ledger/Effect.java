package dev.containerevents.ledger;

import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.List;

/// What a row does to the counters of one type.
///
/// @param time  when the event happened
/// @param tally is added
record Effect(Instant time, String type, Tally tally) {

    /// No counter is of that time or later: years have four digits in the keys.
    static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");

    private static final Instant LAST = FAR.minusMillis(1);

    static List<Effect> of(Row row) {
        Instant happened = row.id().timestamp();
        Instant time = happened.isBefore(FAR) ? happened : LAST;
        Effect one = new Effect(time, row.type(), Tally.one(row.status()));
        return switch (row.kind()) {
            case STORED, FOUND, IMPORTED -> List.of(one);
            case REMOVED -> List.of(one.negated());
            case ALTERED ->
                row.before()
                        .map(before -> new Effect(time, before.type(), Tally.one(before.status())))
                        .filter(before -> !before.equals(one))
                        .map(before -> List.of(before.negated(), one))
                        .orElse(List.of());
            case ERASED, RECEIPT -> List.of();
        };
    }

    private Effect negated() {
        return new Effect(time, type, tally.negated());
    }
}
