package dev.containerevents.compat.waldur;

import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The number of an event for clients that want one: the milliseconds of its id times 4,096, plus the 12 bits
/// after them. Several events of one millisecond may share it.
final class WaldurId {

    /// The largest number that every client can represent, including JavaScript.
    private static final long END = 1L << 53;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,16}");

    private WaldurId() {}

    /// Empty from 2039-09-07 on, when the number grows too large.
    static OptionalLong of(EventId id) {
        long number = (id.high() >>> 16) * 4096 + (id.high() & 0xfff);
        return number < END ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /// Returns the range of ids that share a number. Empty if the text isn't such a number.
    static Optional<IdRange> parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(text);
        if (number >= END) {
            return Optional.empty();
        }
        long high = ((number / 4096) << 16) | 0x7000 | (number % 4096);
        return Optional.of(new IdRange(new EventId(high, 0), new EventId(high + 1, 0)));
    }
}
