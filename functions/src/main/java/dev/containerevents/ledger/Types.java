package dev.containerevents.ledger;

import dev.containerevents.event.EventType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types that an organisation has logged, numbered in the order in which they first occur in its log. So a
/// number follows from the log alone, whoever assigns it. Not thread-safe.
final class Types {

    /// How many types get a number. All others are counted together only. One request can just read the counters
    /// of so many.
    static final int MOST = 8_192;

    /// Twice what the API stores.
    private static final int LONGEST = 2 * EventType.LONGEST;

    /// What stands for the number of a type that has none.
    static final int NONE = -1;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<@Nullable String> names = new ArrayList<>();
    private int free;

    /// The part of the counters that tells a type apart; the first for a type without a number.
    static int part(int number) {
        return number == NONE ? 0 : number / Sheet.TYPES;
    }

    /// Takes over the numbers that a part of the counters has.
    void add(int part, List<String> some) {
        for (int i = 0; i < some.size(); i++) {
            put(part * Sheet.TYPES + i, some.get(i));
        }
    }

    private void put(int number, String name) {
        while (names.size() <= number) {
            names.add(null);
        }
        names.set(number, name);
        numbers.put(name, number);
    }

    /// Assigns a number to a type that has none. A number that is taken already belongs to a type that occurs
    /// later, and was assigned by somebody who was faster. So the first free number is the right one.
    void assign(String name) {
        // Something else than the API may have stored a longer one, of which a sheet has no room for many.
        if (!numbers.containsKey(name) && name.length() <= LONGEST) {
            while (free < names.size() && names.get(free) != null) {
                free++;
            }
            if (free < MOST) {
                put(free, name);
            }
        }
    }

    /// Returns [#NONE] if the type has no number.
    int number(String name) {
        return numbers.getOrDefault(name, NONE);
    }

    @Nullable
    String name(int number) {
        return number < names.size() ? names.get(number) : null;
    }

    /// Whether there may be types without a number.
    boolean isFull() {
        return numbers.size() == MOST;
    }

    /// Returns the types of one part of the counters.
    List<String> of(int part) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < Sheet.TYPES; i++) {
            String name = name(part * Sheet.TYPES + i);
            if (name == null) {
                break;
            }
            some.add(name);
        }
        return some;
    }

    /// Into how many parts the counters are divided.
    int parts() {
        return Math.max(1, Math.ceilDiv(names.size(), Sheet.TYPES));
    }
}
