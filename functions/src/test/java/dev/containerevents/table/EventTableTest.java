package dev.containerevents.table;

/// The table on DynamoDB Local, in this process.
final class EventTableTest extends EventTableContract {

    private static final EventTable TABLE = LocalTable.fresh().events();

    @Override
    EventTable table() {
        return TABLE;
    }
}
