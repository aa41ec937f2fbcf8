package dev.containerevents.compat.togai;

import dev.containerevents.table.EventTable;

/// `GET /togai/java/events`: the list for Togai's Java client 1.0.2.
public final class ListTogaiJavaEvents extends TogaiListEndpoint {

    public ListTogaiJavaEvents() {
        this(EventTable.deployed());
    }

    public ListTogaiJavaEvents(EventTable table) {
        super(table, TogaiDialect.JAVA_1_0_2);
    }
}
