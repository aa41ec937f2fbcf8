package dev.containerevents.infra.local.lambda;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// X-Ray's header of a request, in which Lambda counts how often each function was invoked in a chain of requests.
///
/// SQS and Lambda pass it on with what a function sends by the SDK, which is how Lambda finds a loop. A stream of
/// DynamoDB doesn't, so each of its batches begins a new chain.
///
/// @param root the id of the trace
/// @param invocations how often each function was invoked, by a hash of its name
record TraceHeader(String root, Map<String, Integer> invocations) {

    /// How often Lambda invokes a function in one chain of requests. AWS calls the number approximate.
    static final int LONGEST_CHAIN = 16;

    private static final Pattern ROOT = Pattern.compile("(?:^|;)Root=([^;]+)");
    private static final Pattern LINEAGE = Pattern.compile("(?:^|;)Lineage=([^;]+)");
    private static final Pattern INVOCATIONS = Pattern.compile("1:([0-9a-f]{8}):(\\d+)");

    /// Reads a header.
    ///
    /// @param header begins a new trace if it is empty
    static TraceHeader of(String header) {
        Map<String, Integer> invocations = new LinkedHashMap<>();
        Matcher lineage = LINEAGE.matcher(header);
        if (lineage.find()) {
            INVOCATIONS
                    .matcher(lineage.group(1))
                    .results()
                    .forEach(one -> invocations.put(one.group(1), Integer.parseInt(one.group(2))));
        }
        Matcher root = ROOT.matcher(header);
        return new TraceHeader(root.find() ? root.group(1) : newRoot(), invocations);
    }

    private static String newRoot() {
        return "1-%08x-%s".formatted(Instant.now().getEpochSecond(), random(24));
    }

    private static String random(int digits) {
        return UUID.randomUUID().toString().replace("-", "").substring(0, digits);
    }

    /// Returns the header of an invocation of the function.
    TraceHeader invoking(String function) {
        Map<String, Integer> more = new LinkedHashMap<>(invocations);
        more.merge(hash(function), 1, Integer::sum);
        return new TraceHeader(root, more);
    }

    /// Returns whether Lambda would stop an invocation with this header.
    boolean isLoopOf(String function) {
        return invocations.getOrDefault(hash(function), 0) > LONGEST_CHAIN;
    }

    private static String hash(String function) {
        return "%08x".formatted(function.hashCode());
    }

    @Override
    public String toString() {
        String header = "Root=" + root + ";Parent=" + random(16) + ";Sampled=0";
        return invocations.isEmpty()
                ? header
                : invocations.entrySet().stream()
                        .map(one -> "1:" + one.getKey() + ":" + one.getValue())
                        .collect(Collectors.joining("|", header + ";Lineage=", ""));
    }
}
