package dev.containerevents.compat.togai;

import dev.containerevents.table.EventTable;

/// `GET /events`: the list for Togai's Python client 1.0.2.
public final class ListTogaiEvents extends TogaiListEndpoint {

    public ListTogaiEvents() {
        this(EventTable.deployed());
    }

    public ListTogaiEvents(EventTable table) {
        super(table, TogaiDialect.PYTHON_1_0_2);
    }
}
