package dev.containerevents.table;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/// The request units that the calls made for one request have consumed. Not thread-safe.
public final class Units {

    private double read;
    private double write;

    public double read() {
        return read;
    }

    public double write() {
        return write;
    }

    void addRead(@Nullable ConsumedCapacity consumed) {
        read += units(consumed);
    }

    void addWrite(@Nullable ConsumedCapacity consumed) {
        write += units(consumed);
    }

    private static double units(@Nullable ConsumedCapacity consumed) {
        return consumed == null || consumed.capacityUnits() == null ? 0 : consumed.capacityUnits();
    }
}
