package dev.containerevents.stream;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import dev.containerevents.table.AccessPath;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.EventWalk;
import dev.containerevents.table.Listing;
import dev.containerevents.table.Rollup;
import dev.containerevents.table.RollupKey;
import dev.containerevents.table.RollupTable;
import dev.containerevents.table.Units;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A day of an organisation, as its counters have it and as its events do.
///
/// @param counted   what the counters of the day and of its hours said, before the events were read
/// @param recounted the same from the events
/// @param unsettled the counters of events that are too new for the counters to be held to them
/// @param events    how many were read
record Recount(Map<RollupKey, Tally> counted, Map<RollupKey, Tally> recounted, Set<RollupKey> unsettled, long events) {

    private static final int EVENTS_AT_A_TIME = 1000;

    /// Reads both.
    ///
    /// @param day     its beginning
    /// @param settled events that were stored since then are too new
    static Recount of(Org org, Instant day, EventTable table, RollupTable rollups, Instant settled) {
        Map<RollupKey, Tally> counted = counted(org.id(), day, rollups);
        Map<RollupKey, Tally> recounted = new HashMap<>();
        Set<RollupKey> unsettled = new HashSet<>();
        long events = 0;
        IdRange range = IdRange.of(day, Period.DAY.plus(day, 1));
        boolean goesOn = true;
        while (goesOn) {
            EventWalk walk = table.walkStored(
                    new AccessPath(new Listing.OfOrg(org), EventFilter.NONE),
                    range,
                    Order.ASC,
                    EVENTS_AT_A_TIME,
                    new Units());
            while (walk.hasNext()) {
                Event event = walk.next();
                events++;
                for (RollupKey key : keys(event)) {
                    recounted.merge(key, Tally.one(event.details().status()), Tally::plus);
                    if (event.created().isAfter(settled)) {
                        unsettled.add(key);
                    }
                }
            }
            goesOn = walk.goesOn();
            range = goesOn ? range.behind(walk.position(), Order.ASC) : range;
        }
        return new Recount(counted, recounted, unsettled, events);
    }

    private static Map<RollupKey, Tally> counted(String org, Instant day, RollupTable rollups) {
        Rollup ever = rollups.everyType(org, new Units());
        List<String> types =
                ever.tallies().keySet().stream().map(RollupKey::type).toList();
        Map<RollupKey, Tally> counted = new HashMap<>();
        for (Period period : List.of(Period.HOUR, Period.DAY)) {
            counted.putAll(rollups.read(org, period, types, day, Period.DAY.plus(day, 1), new Units())
                    .tallies());
        }
        return counted;
    }

    private static List<RollupKey> keys(Event event) {
        return RollupKey.of(event).stream()
                .filter(key -> key.period() != Period.EVER)
                .toList();
    }

    /// By how much each counter that is wrong is too low.
    Map<RollupKey, Tally> differences() {
        Set<RollupKey> keys = new HashSet<>(counted.keySet());
        keys.addAll(recounted.keySet());
        keys.removeAll(unsettled);
        return keys.stream()
                .filter(key -> !counted(key).equals(recounted(key)))
                .collect(Collectors.toMap(
                        key -> key, key -> recounted(key).plus(counted(key).negated())));
    }

    Tally counted(RollupKey key) {
        return counted.getOrDefault(key, Tally.ZERO);
    }

    Tally recounted(RollupKey key) {
        return recounted.getOrDefault(key, Tally.ZERO);
    }
}
