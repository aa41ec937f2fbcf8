package dev.containerevents.table;

import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/// The request units that the calls made for one request have consumed. Thread-safe.
public final class Units {

    private final DoubleAdder read = new DoubleAdder();
    private final DoubleAdder write = new DoubleAdder();

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
