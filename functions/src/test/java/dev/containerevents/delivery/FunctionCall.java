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
    final SimulatedQueue.@Nullable Message message;

    /// What comes again if it doesn't end.
    final Runnable again;

    private final Instant begin;

    FunctionCall(Runnable work, SimulatedQueue.@Nullable Message message, Runnable again, Instant begin) {
        this.fiber = new Fiber(work);
        this.message = message;
        this.again = again;
        this.begin = begin;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(begin.plus(TIME));
    }
}
