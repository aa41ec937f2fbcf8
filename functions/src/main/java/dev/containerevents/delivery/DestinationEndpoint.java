package dev.containerevents.delivery;

import dev.containerevents.http.Endpoint;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;

/// An endpoint about one destination.
abstract class DestinationEndpoint extends Endpoint {

    final DestinationTable table;

    DestinationEndpoint(DestinationTable table) {
        this.table = table;
    }

    /// The request of priming names no destination.
    @Override
    protected final void primeMore() {
        table.prime(new RequestBudget());
    }
}
