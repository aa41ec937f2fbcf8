package dev.containerevents.orgs;

import dev.containerevents.event.EventTimes;
import dev.containerevents.event.Period;
import dev.containerevents.http.Query;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/// Reads the time zone whose days a count is split by.
final class TimeZoneQuery {

    private static final int HOUR = 60 * 60;

    private TimeZoneQuery() {}

    /// Reads the parameter `timezone`; UTC if it is missing.
    ///
    /// @param times of which the zone's offsets must be whole hours, because there are no counters of less
    static ZoneId read(Query query, @Nullable Period interval, TimeRange times, Instant now) {
        @Nullable String name = query.text("timezone");
        if (name == null) {
            return ZoneOffset.UTC;
        }
        if (interval != Period.DAY) {
            query.fault("timezone", "is allowed only with interval=day");
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            query.fault("timezone", "must be the name of an IANA time zone, such as Europe/Berlin");
            return ZoneOffset.UTC;
        }
        ZoneId zone = ZoneId.of(name);
        Instant start = times.start() == null ? Instant.EPOCH : times.start();
        Instant end = times.end() == null ? EventTimes.endOfPresent(now) : times.end();
        if (!hasWholeHours(zone.getRules(), start, end)) {
            query.fault(
                    "timezone",
                    "must differ from UTC by a whole number of hours throughout the range"
                            + (times.start() == null ? ", which begins in 1970 without start" : ""));
        }
        return zone;
    }

    private static boolean hasWholeHours(ZoneRules rules, Instant start, Instant end) {
        if (!isWholeHours(rules.getOffset(start))) {
            return false;
        }
        @Nullable ZoneOffsetTransition change = rules.nextTransition(start);
        while (change != null && change.getInstant().isBefore(end)) {
            if (!isWholeHours(change.getOffsetAfter())) {
                return false;
            }
            change = rules.nextTransition(change.getInstant());
        }
        return true;
    }

    private static boolean isWholeHours(ZoneOffset offset) {
        return offset.getTotalSeconds() % HOUR == 0;
    }
}
