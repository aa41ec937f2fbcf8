package dev.containerevents.compat.waldur;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `context` of an event in Waldur's format: the event's own context, and those members for which Waldur's
/// clients look that it lacks.
final class WaldurContext {

    private static final int LONGEST = 64;

    private WaldurContext() {}

    /// The event's own members as the exact text that was sent, followed by the others.
    static JsonText of(Event event) {
        @Nullable JsonText own = event.details().context();
        Map<String, String> others = added(event);
        String ownMembers = "";
        if (own != null) {
            members(own).names().forEach(others::remove);
            ownMembers = own.value()
                    .substring(own.value().indexOf('{') + 1, own.value().lastIndexOf('}'))
                    .strip();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, json -> {
            json.writeStartObject();
            for (Map.Entry<String, String> member : others.entrySet()) {
                json.writeStringField(member.getKey(), member.getValue());
            }
            json.writeEndObject();
        });
        String added = out.toString(StandardCharsets.UTF_8);
        if (ownMembers.isEmpty()) {
            return new JsonText(added);
        }
        return new JsonText("{" + ownMembers + (others.isEmpty() ? "}" : "," + added.substring(1)));
    }

    /// Returns the UUID in one of its members; empty if there is none.
    static Optional<String> uuid(Event event, String member) {
        return text(event, member).flatMap(WaldurUuid::parse);
    }

    /// Returns one of its members if it is a string of a UUID's length or not much more.
    static Optional<String> text(Event event, String member) {
        @Nullable JsonText own = event.details().context();
        if (own != null) {
            JsonObjectReader members = members(own);
            if (members.names().contains(member)) {
                return Optional.ofNullable(members.string(member, 0, LONGEST));
            }
        }
        return Optional.ofNullable(added(event).get(member));
    }

    private static JsonObjectReader members(JsonText context) {
        return JsonObjectReader.readOutermost(context.value(), "context", new Faults());
    }

    private static Map<String, String> added(Event event) {
        EventDetails details = event.details();
        Map<String, String> members = new LinkedHashMap<>();
        members.put("customer_uuid", WaldurUuid.of(event.container().org()));
        members.put("project_uuid", WaldurUuid.of(event.container().id()));
        if (details.actor() != null) {
            members.put("user_uuid", WaldurUuid.of(details.actor().id()));
            members.put("user_username", details.actor().id());
        }
        members.put("container_id", event.container().id());
        members.put("status", details.status().name());
        if (details.clientIp() != null) {
            members.put("ip_address", details.clientIp());
        }
        if (details.source() != null) {
            members.put("app", details.source());
        }
        return members;
    }
}
