package dev.containerevents.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Unicode;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of an organisation's events that a caller may read.
///
/// @param container only events of this container; null for all containers
/// @param actor     only events of the actor with this id; null for all events
public record Scope(@Nullable String container, @Nullable String actor) {

    /// All events of the organisation.
    public static final Scope ALL = new Scope(null, null);

    public Scope {
        actor = actor == null ? null : Unicode.nfc(actor);
    }

    /// Returns whether it includes every event.
    public boolean isAll() {
        return equals(ALL);
    }

    /// Returns whether it includes events of that container.
    public boolean allows(Container other) {
        return container == null || container.equals(other.id());
    }

    /// Returns whether the filter names no other container and no other actor.
    public boolean allows(EventFilter filter) {
        return (container == null || filter.container() == null || container.equals(filter.container()))
                && (actor == null || filter.actor() == null || actor.equals(filter.actor()));
    }

    /// Returns a filter that passes the events of this scope that also pass the other filter.
    ///
    /// @param filter one that is allowed
    public EventFilter narrow(EventFilter filter) {
        return new EventFilter(
                filter.types(),
                filter.status(),
                container == null ? filter.container() : container,
                actor == null ? filter.actor() : actor,
                filter.source(),
                filter.clientIp(),
                filter.idempotencyKey(),
                filter.text());
    }

    /// Returns whether it includes that event.
    public boolean includes(Event event) {
        return new EventFilter(Set.of(), null, container, actor, null, null, null, null).matches(event);
    }

    /// Writes those of its members that it has.
    public void writeMembers(JsonGenerator json) throws IOException {
        if (container != null) {
            json.writeStringField("container_id", container);
        }
        if (actor != null) {
            json.writeStringField("actor", actor);
        }
    }
}
