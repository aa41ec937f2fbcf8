package dev.containerevents.table;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/// The budget of one request: when it arrived, its time, and the request units that its calls consume. A function
/// that serves no request has one without a time limit, and asks a clock for the time. Thread-safe.
///
/// The gateway gives a request 29 seconds, of which its function gets 25. A call of a table that doesn't respond
/// ends after nine to twelve seconds, so none begins after nine.
public final class RequestBudget {

    /// How long a request does optional reads and writes.
    public static final Duration OF_REQUEST = Duration.ofSeconds(8);

    /// How much longer it makes necessary calls.
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final Instant now;
    private final long begin = System.nanoTime();
    private final Duration enough;
    private final Duration lastCall;
    private final DoubleAdder read = new DoubleAdder();
    private final DoubleAdder write = new DoubleAdder();

    /// Creates a budget without a time limit.
    public RequestBudget() {
        this(Duration.ofDays(1));
    }

    /// Creates the budget of a request that arrives now and is late after that time.
    public RequestBudget(Duration enough) {
        this(Instant.now(), enough);
    }

    /// @param now    when the request arrives
    /// @param enough after which it is late
    public RequestBudget(Instant now, Duration enough) {
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
        this.enough = enough;
        this.lastCall = enough.plus(LAST_CALL);
    }

    /// Returns when the request arrived, to the millisecond. All that it reads is as of then, and the events that
    /// it stores were stored then.
    public Instant now() {
        return now;
    }

    /// Returns whether it is time to respond with what there is.
    public boolean isLate() {
        return hasTaken(enough);
    }

    /// Returns whether another call might not end in time.
    boolean isOver() {
        return hasTaken(lastCall);
    }

    private boolean hasTaken(Duration time) {
        return System.nanoTime() - begin > time.toNanos();
    }

    public double read() {
        return read.sum();
    }

    public double write() {
        return write.sum();
    }

    void addRead(@Nullable ConsumedCapacity consumed) {
        read.add(units(consumed));
    }

    void addWrite(@Nullable ConsumedCapacity consumed) {
        write.add(units(consumed));
    }

    void addWrite(double units) {
        write.add(units);
    }

    private static double units(@Nullable ConsumedCapacity consumed) {
        return consumed == null || consumed.capacityUnits() == null ? 0 : consumed.capacityUnits();
    }
}
