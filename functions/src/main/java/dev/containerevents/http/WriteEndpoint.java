package dev.containerevents.http;

import dev.containerevents.event.RandomIds;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.security.SecureRandom;
import java.time.Duration;

/// An endpoint that stores the events of its request.
public abstract class WriteEndpoint extends Endpoint {

    private final EventTable table;
    private final SecureRandom random = new SecureRandom();

    protected WriteEndpoint(EventTable table) {
        this(table, RequestBudget.OF_REQUEST);
    }

    /// @param time how long a request writes before it answers what it has stored
    protected WriteEndpoint(EventTable table, Duration time) {
        super(time);
        this.table = table;
    }

    /// Returns the table to which it writes.
    protected final EventTable table() {
        return table;
    }

    /// Returns a source of the ids of one request's events.
    protected final RandomIds ids() {
        return new RandomIds(random);
    }

    @Override
    protected final void primeMore() {
        table.prime(new RequestBudget());
    }
}
