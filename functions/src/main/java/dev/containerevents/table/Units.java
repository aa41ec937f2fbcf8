package dev.containerevents.table;

import java.time.Duration;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/// What the calls made for one request consume: request units, and of its time. Thread-safe.
///
/// A request of a client has the gateway's 29 seconds, of which its function gets 25. A call of a table that
/// does not answer ends after nine to twelve, so none begins after nine.
public final class Units {

    /// How long a request reads more than it must.
    private static final Duration ENOUGH = Duration.ofSeconds(8);

    /// How long a request makes calls.
    private static final Duration LAST_CALL = Duration.ofSeconds(9);

    private final long begin = System.nanoTime();
    private final Duration enough;
    private final Duration lastCall;
    private final DoubleAdder read = new DoubleAdder();
    private final DoubleAdder write = new DoubleAdder();

    private Units(Duration enough, Duration lastCall) {
        this.enough = enough;
        this.lastCall = lastCall;
    }

    /// For as long as it takes.
    public Units() {
        this(Duration.ofDays(1), Duration.ofDays(1));
    }

    /// For a request that a client waits for, and that begins now.
    public static Units ofRequest() {
        return new Units(ENOUGH, LAST_CALL);
    }

    /// For a request that is so late already.
    static Units late(Duration late) {
        return new Units(ENOUGH.minus(late), LAST_CALL.minus(late));
    }

    /// Whether it is time to answer with what there is.
    public boolean isLate() {
        return hasTaken(enough);
    }

    /// Whether another call might not end in time.
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
