package dev.containerevents.event;

import dev.containerevents.json.JsonText;
import dev.containerevents.json.Unicode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the reporter of an event says about it.
///
/// @param type     see [EventType]
/// @param message  at most [#LONGEST_MESSAGE] characters
/// @param context  at most [#MOST_CONTEXT_BYTES]
/// @param clientIp an IPv4 or IPv6 address in the form of [IpAddress#read]
/// @param source   the app or system that reports, 1 to [#LONGEST_SOURCE] characters
/// @param expires  from when on the event is no longer shown, if its sender said so
/// @param bareData whether the context's only member is the data of a CloudEvent that wasn't an object
/// @param attributes the attributes of a CloudEvent that no other component has, as an object
public record EventDetails(
        String type,
        Status status,
        @Nullable Actor actor,
        @Nullable String message,
        @Nullable JsonText context,
        @Nullable String clientIp,
        @Nullable String source,
        @Nullable Instant expires,
        boolean bareData,
        @Nullable JsonText attributes) {

    /// The most characters of a message.
    public static final int LONGEST_MESSAGE = 4096;

    /// The most characters of a source.
    public static final int LONGEST_SOURCE = 255;

    /// The most bytes of a context in UTF-8.
    public static final int MOST_CONTEXT_BYTES = 32 * 1024;

    /// Returns the same details with another context.
    public EventDetails withContext(JsonText other) {
        return new EventDetails(type, status, actor, message, other, clientIp, source, expires, bareData, attributes);
    }

    /// Returns whether the message contains that text, ignoring case and normal form.
    public boolean says(String text) {
        return message != null && folded(message).contains(folded(text));
    }

    private static String folded(String text) {
        // Upper case, because a Greek sigma has two lower-case forms.
        return Unicode.nfc(text).toUpperCase(Locale.ROOT);
    }

    /// Returns the members in which another report of the same event differs, named as in the contract. JSON is
    /// compared by value: the order of members, white space and the spelling of numbers don't matter.
    public List<String> differences(EventDetails other) {
        List<String> differences = new ArrayList<>();
        addUnless(type.equals(other.type), "event_type", differences);
        addUnless(status == other.status, "status", differences);
        addUnless(sameValue(text(actor), text(other.actor)), "actor", differences);
        addUnless(Objects.equals(message, other.message), "message", differences);
        addUnless(bareData == other.bareData && sameValue(context, other.context), "context", differences);
        addUnless(Objects.equals(clientIp, other.clientIp), "client_ip", differences);
        addUnless(Objects.equals(source, other.source), "source", differences);
        addUnless(Objects.equals(expires, other.expires), "expires", differences);
        addUnless(sameValue(attributes, other.attributes), "attributes", differences);
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
