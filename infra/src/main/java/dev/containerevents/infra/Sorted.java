package dev.containerevents.infra;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sorts maps by their keys at every depth: to the CDK, an API body in another order is another deployment.
final class Sorted {

    private Sorted() {}

    static Map<String, Object> map(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value(value)));
        return sorted;
    }

    private static Object value(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map(map);
            case List<?> list -> list.stream().map(Sorted::value).toList();
            default -> value;
        };
    }
}
