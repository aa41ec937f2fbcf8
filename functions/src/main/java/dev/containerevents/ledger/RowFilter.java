package dev.containerevents.ledger;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import org.jspecify.annotations.Nullable;

/// Which rows of a log to show. Container, type and status are decided by the row, the rest by its event.
///
/// @param all  the filter
/// @param rest what of it only an event can pass
public record RowFilter(EventFilter all, EventFilter rest) {

    public static RowFilter of(EventFilter filter) {
        return new RowFilter(filter, filter.withoutTypes().withoutStatus().withoutContainer());
    }

    /// Returns whether a row may pass, without its event. One that only an event can pass drops a row of none.
    public boolean matches(Row row) {
        return (all.types().isEmpty() || all.types().contains(row.type()))
                && (all.status() == null || all.status() == row.status())
                && (all.container() == null || all.container().equals(row.container()))
                && (row.isOfNewEvent() || rest.isNone());
    }

    /// Returns whether a row that may pass does.
    ///
    /// @param event null if the row is of no new event, or that is gone
    public boolean passes(@Nullable Event event) {
        return rest.isNone() || (event != null && rest.matches(event));
    }
}
