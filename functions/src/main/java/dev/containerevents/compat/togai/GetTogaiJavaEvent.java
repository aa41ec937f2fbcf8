package dev.containerevents.compat.togai;

import dev.containerevents.table.EventTable;

/// `GET /togai/java/events/{event_id}`: one event for Togai's Java client 1.0.2.
public final class GetTogaiJavaEvent extends TogaiGetEndpoint {

    public GetTogaiJavaEvent() {
        this(EventTable.deployed());
    }

    public GetTogaiJavaEvent(EventTable table) {
        super(table, TogaiDialect.JAVA_1_0_2);
    }
}
