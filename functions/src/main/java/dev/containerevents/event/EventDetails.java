package dev.containerevents.event;

import dev.containerevents.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the one who reports an event says of it.
///
/// @param type     1 to 64 characters; a [CoreType] in upper case
/// @param message  at most 4,096 characters
/// @param context  at most 32 KB
/// @param clientIp an IPv4 or IPv6 address, as it was sent
/// @param source   the app or system that reports, 1 to 255 characters
/// @param expires  from when on the event is no longer shown, if its sender said so
public record EventDetails(
        String type,
        Status status,
        @Nullable Actor actor,
        @Nullable String message,
        @Nullable JsonText context,
        @Nullable String clientIp,
        @Nullable String source,
        @Nullable Instant expires) {

    /// Whether the message has that text, in any case.
    public boolean says(String text) {
        // Upper case, because a Greek sigma has two lower ones.
        return message != null && message.toUpperCase(Locale.ROOT).contains(text.toUpperCase(Locale.ROOT));
    }

    /// The members in which another report of the same event differs, by their names in the contract. JSON is
    /// compared by value: neither the order of members nor white space nor the spelling of a number makes a
    /// difference.
    public List<String> differences(EventDetails other) {
        List<String> differences = new ArrayList<>();
        addUnless(type.equals(other.type), "event_type", differences);
        addUnless(status == other.status, "status", differences);
        addUnless(sameValue(text(actor), text(other.actor)), "actor", differences);
        addUnless(Objects.equals(message, other.message), "message", differences);
        addUnless(sameValue(context, other.context), "context", differences);
        addUnless(Objects.equals(clientIp, other.clientIp), "client_ip", differences);
        addUnless(Objects.equals(source, other.source), "source", differences);
        addUnless(Objects.equals(expires, other.expires), "expires", differences);
        return differences;
    }

    private static void addUnless(boolean same, String member, List<String> differences) {
        if (!same) {
            differences.add(member);
        }
    }

    private static boolean sameValue(@Nullable JsonText one, @Nullable JsonText other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.hasValueOf(other);
    }

    private static @Nullable JsonText text(@Nullable Actor actor) {
        return actor == null ? null : actor.text();
    }
}
