package dev.containerevents.event;

import dev.containerevents.json.Unicode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which events of a list to show. An event must match all members that are present.
///
/// Texts are compared in Unicode normal form C, in which texts that look alike are equal.
///
/// @param types          any of these; a [CoreType] in upper case. Empty for all
/// @param actor          the actor's id
/// @param clientIp       an address in the form of [IpAddress#read]
/// @param idempotencyKey compared exactly
/// @param text           a part of the message, in any case
public record EventFilter(
        Set<String> types,
        @Nullable Status status,
        @Nullable String container,
        @Nullable String actor,
        @Nullable String source,
        @Nullable String clientIp,
        @Nullable String idempotencyKey,
        @Nullable String text) {

    public static final EventFilter NONE = new EventFilter(Set.of(), null, null, null, null, null, null, null);

    public EventFilter {
        actor = actor == null ? null : Unicode.nfc(actor);
        source = source == null ? null : Unicode.nfc(source);
        text = text == null ? null : Unicode.nfc(text);
    }

    /// Returns a filter that passes events of any of these types.
    public static EventFilter ofTypes(Set<String> types) {
        return new EventFilter(types, null, null, null, null, null, null, null);
    }

    /// Returns whether it passes every event.
    public boolean isNone() {
        return equals(NONE);
    }

    public boolean matches(Event event) {
        EventDetails details = event.details();
        return (types.isEmpty() || types.contains(details.type()))
                && (status == null || status == details.status())
                && (container == null || container.equals(event.container().id()))
                && (actor == null
                        || (details.actor() != null
                                && actor.equals(Unicode.nfc(details.actor().id()))))
                && (source == null || (details.source() != null && source.equals(Unicode.nfc(details.source()))))
                && (clientIp == null || (details.clientIp() != null && IpAddress.same(clientIp, details.clientIp())))
                && (idempotencyKey == null
                        || (event.key() != null
                                && idempotencyKey.equals(event.key().text())))
                && (text == null || details.says(text));
    }

    /// Returns a text that differs for different filters.
    public List<String> identity() {
        return List.of(
                String.join("\n", new TreeSet<>(types)),
                String.valueOf(status),
                String.valueOf(container),
                String.valueOf(actor),
                String.valueOf(source),
                String.valueOf(clientIp),
                String.valueOf(idempotencyKey),
                String.valueOf(text));
    }

    public EventFilter withoutTypes() {
        return new EventFilter(Set.of(), status, container, actor, source, clientIp, idempotencyKey, text);
    }

    public EventFilter withoutStatus() {
        return new EventFilter(types, null, container, actor, source, clientIp, idempotencyKey, text);
    }

    public EventFilter withoutContainer() {
        return new EventFilter(types, status, null, actor, source, clientIp, idempotencyKey, text);
    }

    public EventFilter withoutActor() {
        return new EventFilter(types, status, container, null, source, clientIp, idempotencyKey, text);
    }
}
