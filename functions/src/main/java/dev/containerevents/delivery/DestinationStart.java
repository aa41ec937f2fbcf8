package dev.containerevents.delivery;

import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place in a log, as a body names it.
sealed interface DestinationStart {

    /// At the end of the log.
    record Latest() implements DestinationStart {}

    /// At that index.
    record At(long index) implements DestinationStart {}

    /// At the first event that was stored at that time or later.
    record Since(Instant time) implements DestinationStart {}

    Pattern INDEX = Pattern.compile("\\d{1,16}");

    int MOST_BYTES = 100;

    /// Takes a member. Null if it is missing, or invalid.
    static @Nullable DestinationStart take(JsonObjectReader body, String name) {
        JsonText value = body.value(name, MOST_BYTES);
        if (value == null) {
            return null;
        }
        String text = value.string().orElse(value.value());
        if (INDEX.matcher(text).matches()) {
            return new At(Long.parseLong(text));
        }
        return switch (text) {
            case "latest" -> new Latest();
            case "beginning" -> new At(0);
            default -> {
                Optional<Instant> time = Rfc3339.parse(text);
                yield time.isPresent()
                        ? new Since(time.get())
                        : body.fault(name, "must be latest, beginning, an index, or an RFC 3339 time");
            }
        };
    }

    /// Returns the index of the place. An index beyond the log is a fault.
    default long index(String org, Log log, Log.End end, String where, Faults faults, RequestBudget budget) {
        return switch (this) {
            case Latest() -> end.size();
            case Since(Instant time) -> log.since(org, end, time, budget);
            case At(long index) -> {
                if (index > end.size()) {
                    faults.add(where, "must be at most the size of the log, which is " + end.size());
                }
                yield index;
            }
        };
    }
}
