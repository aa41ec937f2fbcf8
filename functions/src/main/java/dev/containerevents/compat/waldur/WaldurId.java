package dev.containerevents.compat.waldur;

import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The number that stands for an event where a client wants one: the milliseconds of its id times 4,096, and the
/// 12 bits behind them. Several events of one millisecond may share it.
final class WaldurId {

    /// What every client can hold, JavaScript's too.
    private static final long END = 1L << 53;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,16}");

    private WaldurId() {}

    /// Empty from 2039-09-07 on, when the number grows too large.
    static OptionalLong of(EventId id) {
        long number = (id.high() >>> 16) * 4096 + (id.high() & 0xfff);
        return number < END ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /// The ids of all events that share a number. Empty if the text is no such number.
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
