package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.Period;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What one counter counts: the events of an organisation in one period, of one type or of all.
///
/// As an item it lies in partition `R#acme#0`, the last part being its slot, under the sort key
/// `D#ACCESS#2026-11-21`: so the counters of one type lie side by side in the order of time. Those of all types
/// have none there, `D##2026-11-21`, and the period of all time is as short, `A#ACCESS#`.
///
/// @param type  [#ALL_TYPES] for all
/// @param start the period's beginning
public record RollupKey(String org, Period period, String type, Instant start) {

    /// Stands for all types; no type is empty.
    public static final String ALL_TYPES = "";

    /// No counter begins then or later: years have four digits in its key.
    static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");

    private static final String SEPARATOR = "#";

    /// The counters that an event is counted in.
    public static List<RollupKey> of(Event event) {
        return Arrays.stream(Period.values())
                .flatMap(period -> Stream.of(event.details().type(), ALL_TYPES)
                        .map(type -> new RollupKey(
                                event.container().org(),
                                period,
                                type,
                                period.floor(event.id().timestamp()))))
                .toList();
    }

    static String partition(String org, int slot) {
        return "R#" + org + "#" + slot;
    }

    String sortKey() {
        return prefix(period) + escaped(type) + SEPARATOR + text(period, start);
    }

    /// What the sort keys of all counters of that period begin with.
    static String prefix(Period period) {
        return switch (period) {
            case HOUR -> "H#";
            case DAY -> "D#";
            case EVER -> "A#";
        };
    }

    /// What sorts behind all of them.
    static String behind(Period period) {
        String prefix = prefix(period);
        return prefix.charAt(0) + Character.toString(prefix.charAt(1) + 1);
    }

    static RollupKey read(String org, String sortKey) {
        Period period = Arrays.stream(Period.values())
                .filter(each -> sortKey.startsWith(prefix(each)))
                .findAny()
                .orElseThrow();
        int end = sortKey.lastIndexOf(SEPARATOR);
        return new RollupKey(
                org, period, unescaped(sortKey.substring(2, end)), start(period, sortKey.substring(end + 1)));
    }

    /// 2026-11-21T07, 2026-11-21
    private static String text(Period period, Instant start) {
        return switch (period) {
            case HOUR -> start.toString().substring(0, 13);
            case DAY -> start.toString().substring(0, 10);
            case EVER -> "";
        };
    }

    private static Instant start(Period period, String text) {
        return switch (period) {
            case HOUR -> Instant.parse(text + ":00:00Z");
            case DAY -> Instant.parse(text + "T00:00:00Z");
            case EVER -> Instant.EPOCH;
        };
    }

    /// A type may contain the separator; one that looks like another's key must not be counted as that one.
    private static String escaped(String type) {
        return type.replace("%", "%25").replace(SEPARATOR, "%23");
    }

    private static String unescaped(String type) {
        return type.replace("%23", SEPARATOR).replace("%25", "%");
    }
}
