package dev.containerevents.table;

import dev.containerevents.event.CoreType;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.json.Unicode;
import java.util.Locale;
import java.util.Objects;

/// The indexes of the table. Each has a partition attribute of its own name, which only its events have: an event
/// costs write units for the table and for these indexes only. A new index also needs a line in
/// `deployed-indexes.txt`.
public enum Index {
    BY_ORG,
    BY_ACCESS,
    BY_BLOCK,
    BY_CREATE,
    BY_EXPIRE,
    BY_FAIL,
    BY_ACTOR;

    /// Returns the name of the index, which is also its partition attribute's.
    public String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns the index of the events of a core type.
    static Index of(CoreType type) {
        return switch (type) {
            case ACCESS -> BY_ACCESS;
            case BLOCK -> BY_BLOCK;
            case CREATE -> BY_CREATE;
            case EXPIRE -> BY_EXPIRE;
        };
    }

    boolean holds(Event event) {
        return switch (this) {
            case BY_ORG -> true;
            case BY_ACCESS, BY_BLOCK, BY_CREATE, BY_EXPIRE ->
                CoreType.of(event.details().type())
                        .filter(type -> of(type) == this)
                        .isPresent();
            case BY_FAIL -> event.details().status() == Status.FAIL;
            case BY_ACTOR -> event.details().actor() != null;
        };
    }

    /// Returns the partition of an event in this index.
    String partition(Event event, Org org) {
        String shard = org.id() + "#" + org.shard(event.id());
        return switch (this) {
            case BY_ORG, BY_ACCESS, BY_BLOCK, BY_CREATE, BY_EXPIRE, BY_FAIL -> shard;
            case BY_ACTOR ->
                shard + "#"
                        + Unicode.nfc(
                                Objects.requireNonNull(event.details().actor()).id());
        };
    }
}
