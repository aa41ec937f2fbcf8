package dev.containerevents.delivery;

import dev.containerevents.ledger.Fiber;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call of a function in [DeliverySimulation].
final class FunctionCall {

    /// How long it may run, and have a lease.
    static final Duration TIME = Duration.ofMinutes(2);

    final Fiber fiber;
    final DeliverySimulation.@Nullable Message message;
    private final Instant begin;

    FunctionCall(Runnable work, DeliverySimulation.@Nullable Message message, Instant begin) {
        this.fiber = new Fiber(work);
        this.message = message;
        this.begin = begin;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(begin.plus(TIME));
    }
}
