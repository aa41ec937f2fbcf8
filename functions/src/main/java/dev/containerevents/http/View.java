package dev.containerevents.http;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Org;
import dev.containerevents.event.Scope;

/// An organisation as one caller may read it: all of its events, or only those of the scope of a viewer token.
///
/// @param scope which operations that take a view must apply to everything that they read
public record View(Org org, Scope scope) {

    /// Returns the container in the path.
    ///
    /// @throws Problem 403 if the scope doesn't include it
    public Container container(Container named) {
        if (!scope.allows(named)) {
            throw Problem.forbidden();
        }
        return named;
    }

    /// Returns the filter that a request names, narrowed to the scope.
    ///
    /// @throws Problem 403 if it names another container or actor
    public EventFilter filter(EventFilter named) {
        if (!scope.allows(named)) {
            throw Problem.forbidden();
        }
        return scope.narrow(named);
    }

    /// Returns whether the caller may read that event.
    public boolean shows(Event event) {
        return scope.includes(event);
    }
}
