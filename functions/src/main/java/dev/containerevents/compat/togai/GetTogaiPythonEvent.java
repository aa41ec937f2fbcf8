package dev.containerevents.compat.togai;

import dev.containerevents.table.EventTable;

/// `GET /togai/python/events/{event_id}`: one event for Togai's Python client 1.0.3.
public final class GetTogaiPythonEvent extends TogaiGetEndpoint {

    public GetTogaiPythonEvent() {
        this(EventTable.deployed());
    }

    public GetTogaiPythonEvent(EventTable table) {
        super(table, TogaiDialect.PYTHON_1_0_3);
    }
}
