package dev.containerevents.event;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which events of a list to show. Every member that is there must hold.
///
/// @param types    any of these; a [CoreType] in upper case. Empty for all
/// @param actor    the actor's id
/// @param clientIp an address, in any spelling
/// @param text     stands in the message, in any case
public record EventFilter(
        Set<String> types,
        @Nullable Status status,
        @Nullable String container,
        @Nullable String actor,
        @Nullable String source,
        @Nullable String clientIp,
        @Nullable String text) {

    public static final EventFilter NONE = new EventFilter(Set.of(), null, null, null, null, null, null);

    /// Whether it lets every event pass.
    public boolean isNone() {
        return types.isEmpty()
                && status == null
                && container == null
                && actor == null
                && source == null
                && clientIp == null
                && text == null;
    }

    public boolean matches(Event event) {
        EventDetails details = event.details();
        return (types.isEmpty() || types.contains(details.type()))
                && (status == null || status == details.status())
                && (container == null || container.equals(event.container().id()))
                && (actor == null
                        || (details.actor() != null
                                && actor.equals(details.actor().id())))
                && (source == null || source.equals(details.source()))
                && (clientIp == null || (details.clientIp() != null && IpAddress.same(clientIp, details.clientIp())))
                && (text == null || details.says(text));
    }

    /// What tells it from any other filter.
    public List<String> identity() {
        return List.of(
                String.join("\n", new TreeSet<>(types)),
                String.valueOf(status),
                String.valueOf(container),
                String.valueOf(actor),
                String.valueOf(source),
                String.valueOf(clientIp),
                String.valueOf(text));
    }

    public EventFilter withoutTypes() {
        return new EventFilter(Set.of(), status, container, actor, source, clientIp, text);
    }

    public EventFilter withoutStatus() {
        return new EventFilter(types, null, container, actor, source, clientIp, text);
    }

    public EventFilter withoutContainer() {
        return new EventFilter(types, status, null, actor, source, clientIp, text);
    }

    public EventFilter withoutActor() {
        return new EventFilter(types, status, container, null, source, clientIp, text);
    }
}
