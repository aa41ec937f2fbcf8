package dev.containerevents.infra.endtoend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Collects what clients saw: the number of each status, the durations of each operation, and unexpected
/// responses. Thread-safe.
final class Report {

    private static final Set<Integer> COME_BACK = Set.of(429, 503);

    private final Map<String, Queue<Long>> nanos = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> results = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    /// Makes a call and records its result.
    Client.Answer timed(String operation, Callable<Client.Answer> call) throws Exception {
        long begin = System.nanoTime();
        Client.Answer answer = call.call();
        nanos.computeIfAbsent(operation, _ -> new ConcurrentLinkedQueue<>()).add(System.nanoTime() - begin);
        statuses.computeIfAbsent(answer.status(), _ -> new LongAdder()).increment();
        boolean comeBack = COME_BACK.contains(answer.status())
                && !answer.header("Retry-After").isEmpty();
        if (answer.status() != 200 && !comeBack) {
            wrong.add(
                    operation + ": " + answer.status() + " " + answer.headers().map() + " " + answer.text());
        }
        return answer;
    }

    /// The status of one event of a bulk.
    void result(int status) {
        results.computeIfAbsent(status, _ -> new LongAdder()).increment();
        if (status != 200 && !COME_BACK.contains(status)) {
            wrong.add("result of a bulk: " + status);
        }
    }

    /// Returns responses that were neither successful nor a 429 or 503 with `Retry-After`.
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    long calls() {
        return nanos.values().stream().mapToLong(Queue::size).sum();
    }

    /// Returns the number of each status of calls.
    Map<Integer, Long> statuses() {
        return sums(statuses);
    }

    /// Returns the number of each status of events of bulks.
    Map<Integer, Long> results() {
        return sums(results);
    }

    private static Map<Integer, Long> sums(Map<Integer, LongAdder> adders) {
        Map<Integer, Long> sums = new TreeMap<>();
        adders.forEach((status, adder) -> sums.put(status, adder.sum()));
        return sums;
    }

    /// Returns a row for each operation: its name, calls, median, 99 % and maximum, in milliseconds.
    List<String> rows(String clients) {
        List<String> rows = new ArrayList<>();
        new TreeMap<>(nanos).forEach((operation, times) -> {
            long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            rows.add("| %s | %s | %d | %s | %s | %s |"
                    .formatted(
                            clients,
                            operation,
                            sorted.length,
                            millis(sorted, 0.5),
                            millis(sorted, 0.99),
                            millis(sorted, 1)));
        });
        return rows;
    }

    private static String millis(long[] sorted, double share) {
        int index = Math.max(0, (int) Math.ceil(share * sorted.length) - 1);
        return "%.1f".formatted(sorted[index] / 1e6);
    }
}
