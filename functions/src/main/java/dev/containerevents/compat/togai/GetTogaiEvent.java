package dev.containerevents.compat.togai;

import dev.containerevents.table.EventTable;

/// `GET /events/{event_id}`: one event for Togai's Python client 1.0.2.
public final class GetTogaiEvent extends TogaiGetEndpoint {

    public GetTogaiEvent() {
        this(EventTable.deployed());
    }

    public GetTogaiEvent(EventTable table) {
        super(table, TogaiDialect.PYTHON_1_0_2);
    }
}
