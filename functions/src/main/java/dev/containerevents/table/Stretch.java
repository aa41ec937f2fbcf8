package dev.containerevents.table;

import dev.containerevents.event.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Some whole periods, one behind the other.
///
/// @param until exclusive
record Stretch(Period period, Instant from, Instant until) {

    /// Of one slot, about.
    private static final int COUNTERS_AT_A_TIME = 6_000;

    private static final int HOURS_AT_A_TIME = 31 * 24;
    private static final int DAYS_AT_A_TIME = 366;

    /// What is read at once, in the order of time: of few types a month's hours or a year's days, of many types
    /// fewer.
    List<Stretch> parts(int types) {
        long most = period == Period.HOUR ? HOURS_AT_A_TIME : DAYS_AT_A_TIME;
        long length = Math.clamp(COUNTERS_AT_A_TIME / Math.max(types, 1), 1, most);
        List<Stretch> parts = new ArrayList<>();
        for (Instant begin = from; begin.isBefore(until); begin = period.plus(begin, length)) {
            Instant end = period.plus(begin, length);
            parts.add(new Stretch(period, begin, end.isBefore(until) ? end : until));
        }
        return parts;
    }
}
