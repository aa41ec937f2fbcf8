package dev.containerevents.delivery;

import static dev.containerevents.delivery.DeliverySimulation.require;

import dev.containerevents.table.DeliveryProgress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares what a receiver accepted with the log.
///
/// @param size    how many entries the log has
/// @param poisons whether a receiver may refuse single entries
record DeliveryComparison(long size, boolean poisons) {

    /// Verifies what a receiver got.
    ///
    /// @param disturbances how many events may have led to a repetition
    /// @throws AssertionError if events were lost, moved or repeated without need
    void verify(SimulatedReceiver receiver, DeliveryProgress progress, int disturbances) {
        long expected = 0;
        Map<Long, String> ids = new HashMap<>();
        Map<String, byte[]> bodies = new HashMap<>();
        int repeats = 0;
        for (Outgoing request : receiver.accepted) {
            String id = Objects.requireNonNull(request.headers().get("webhook-id"));
            byte[] before = bodies.putIfAbsent(id, request.body());
            require(before == null || Arrays.equals(before, request.body()), "the same id with another body");
            repeats += before == null ? 0 : 1;
            for (long index : indexes(request)) {
                String known = ids.putIfAbsent(index, id);
                require(poisons || known == null || known.equals(id), "an entry under two ids");
                if (known == null) {
                    require(
                            index == expected || (!receiver.poison.isEmpty() && index > expected),
                            "entry " + index + " instead of " + expected);
                    expected = index + 1;
                }
            }
        }
        require(expected == size, "entries are missing: " + expected);
        long skipped = progress.skipped();
        require(size - ids.size() == receiver.poison.size(), "other entries were skipped than those refused");
        require(skipped >= 0 && (poisons || skipped == 0), "skipped without need");
        require(repeats <= disturbances, "repeated without need: " + repeats + " of " + disturbances);
    }

    private static List<Long> indexes(Outgoing request) {
        List<Long> indexes = new ArrayList<>();
        Matcher index = Pattern.compile("\"index\":(\\d+)").matcher(new String(request.body(), StandardCharsets.UTF_8));
        while (index.find()) {
            indexes.add(Long.parseLong(index.group(1)));
        }
        return indexes;
    }
}
