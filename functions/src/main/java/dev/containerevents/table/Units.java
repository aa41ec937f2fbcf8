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

    /// How long a request reads or writes more than it must.
    public static final Duration OF_REQUEST = Duration.ofSeconds(8);

    /// How much longer it makes calls.
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

    /// For as long as it takes.
    public Units() {
        this(Duration.ofDays(1));
    }

    /// For a request that begins now and is late after that time.
    public static Units within(Duration time) {
        return new Units(time);
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
