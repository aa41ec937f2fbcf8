package dev.containerevents.infra.local.services;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tells noisy neighbours from quiet tenants, as SQS documents it for fair queues: a tenant is noisy if more than
/// a tenth of the messages in flight are its own, and at least 30, or if it took more than a tenth of the recent
/// time of consumers. Not thread-safe.
final class FairShares {

    private static final double SHARE = 0.1;
    private static final int IN_FLIGHT = 30;

    /// AWS doesn't say how long recent is. A tenant is forgotten after this time.
    private static final Duration RECENT = Duration.ofMinutes(5);

    private final Deque<Processed> recent = new ArrayDeque<>();

    private record Processed(String tenant, Duration time, Instant end) {}

    /// Notes that a message was processed.
    void processed(String tenant, Duration time, Instant end) {
        recent.add(new Processed(tenant, time, end));
    }

    /// Forgets a tenant that has no more messages.
    void forget(String tenant) {
        recent.removeIf(processed -> processed.tenant().equals(tenant));
    }

    /// Returns the tenants from whom the next message is taken: the quiet ones; if there are none, the noisy ones
    /// with the fewest messages in flight.
    ///
    /// @param waiting  the tenants with messages
    /// @param inFlight the tenant of each message in flight
    List<String> first(List<String> waiting, List<String> inFlight, Instant now) {
        if (waiting.size() < 2) {
            return waiting;
        }
        recent.removeIf(processed -> processed.end().isBefore(now.minus(RECENT)));
        Set<String> noisy = new HashSet<>();
        for (String tenant : waiting) {
            if (isNoisy(tenant, inFlight)) {
                noisy.add(tenant);
            }
        }
        if (noisy.size() < waiting.size()) {
            return waiting.stream().filter(tenant -> !noisy.contains(tenant)).toList();
        }
        int fewest = waiting.stream()
                .mapToInt(tenant -> Collections.frequency(inFlight, tenant))
                .min()
                .orElse(0);
        return waiting.stream()
                .filter(tenant -> Collections.frequency(inFlight, tenant) == fewest)
                .toList();
    }

    private boolean isNoisy(String tenant, List<String> inFlight) {
        int own = Collections.frequency(inFlight, tenant);
        if (own >= IN_FLIGHT && own > SHARE * inFlight.size()) {
            return true;
        }
        long all = 0;
        long ownTime = 0;
        for (Processed processed : recent) {
            all += processed.time().toNanos();
            ownTime += processed.tenant().equals(tenant) ? processed.time().toNanos() : 0;
        }
        return ownTime > SHARE * all;
    }
}
