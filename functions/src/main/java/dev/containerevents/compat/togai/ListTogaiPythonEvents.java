package dev.containerevents.compat.togai;

import dev.containerevents.table.EventTable;

/// `GET /togai/python/events`: the list for Togai's Python client 1.0.3.
public final class ListTogaiPythonEvents extends TogaiListEndpoint {

    public ListTogaiPythonEvents() {
        this(EventTable.deployed());
    }

    public ListTogaiPythonEvents(EventTable table) {
        super(table, TogaiDialect.PYTHON_1_0_3);
    }
}
