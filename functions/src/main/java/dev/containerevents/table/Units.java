package dev.containerevents.table;

import java.time.Duration;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/// The budget of one request: the request units that its calls consume, and its time. Thread-safe.
///
/// The gateway gives a request 29 seconds, of which its function gets 25. A call of a table that doesn't respond
/// ends after nine to twelve seconds, so none begins after nine.
public final class Units {

    /// How long a request does optional reads and writes.
    public static final Duration OF_REQUEST = Duration.ofSeconds(8);

    /// How much longer it makes necessary calls.
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final long begin = System.nanoTime();
    private final Duration enough;
    private final Duration lastCall;
    private final DoubleAdder read = new DoubleAdder();
    private final DoubleAdder write = new DoubleAdder();

    private Units(Duration enough) {
        this.enough = enough;
        this.lastCall = enough.plus(LAST_CALL);
    }

    /// Creates a budget without a time limit.
    public Units() {
        this(Duration.ofDays(1));
    }

    /// Creates the budget of a request that begins now and is late after that time.
    public static Units within(Duration time) {
        return new Units(time);
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
