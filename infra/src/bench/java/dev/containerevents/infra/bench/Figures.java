package dev.containerevents.infra.bench;

import java.util.ArrayList;
import java.util.List;

/// Measured values of one thing, in one unit.
final class Figures {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    int count() {
        return values.size();
    }

    double median() {
        return quantile(0.5);
    }

    /// @param share 0.99 for the 99th percentile
    double quantile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    /// `431 (417–673)`: the median, the minimum and the maximum.
    String spread(String format) {
        return (format + " (" + format + "–" + format + ")").formatted(median(), quantile(0), quantile(1));
    }
}
