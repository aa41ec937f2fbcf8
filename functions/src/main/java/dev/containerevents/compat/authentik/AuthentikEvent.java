package dev.containerevents.compat.authentik;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Unicode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A valid event that a client of authentik has sent, not stored yet.
///
/// @param app      without white space around it
/// @param sentApp  as it was sent
/// @param user     any JSON, as are context and brand; null if it wasn't sent
/// @param expires  may be in the past
record AuthentikEvent(
        String action,
        String app,
        JsonText sentApp,
        @Nullable JsonText user,
        @Nullable JsonText context,
        @Nullable JsonText brand,
        @Nullable String clientIp,
        @Nullable Instant expires) {

    private static final JsonText NOTHING = new JsonText("{}");

    /// Returns the event to store.
    Event event(EventId id, Instant now, Org org) {
        EventDetails details = new EventDetails(
                action,
                AuthentikAction.status(action),
                actor().orElse(null),
                message().orElse(null),
                kept(),
                clientIp,
                Unicode.shortened(app, EventDetails.LONGEST_SOURCE),
                expires,
                false,
                null);
        return Event.of(id, new Container(org.id(), app), now, details, org);
    }

    /// Returns the members without an equivalent in our events, and those of which only a part has one.
    JsonText kept() {
        StringJoiner members = new StringJoiner(",", "{", "}");
        members.add("\"app\":" + sentApp);
        if (user != null) {
            members.add("\"user\":" + user);
        }
        if (brand != null) {
            members.add("\"brand\":" + brand);
        }
        if (context != null) {
            members.add("\"context\":" + context);
        }
        return new JsonText(members.toString());
    }

    /// Returns the first of the user's names that can be an actor's id.
    private Optional<Actor> actor() {
        JsonObjectReader members = members(user);
        return Stream.of("username", "email", "pk")
                .flatMap(name -> Optional.ofNullable(members.any(name))
                        .flatMap(value ->
                                name.equals("pk") && value.isNumber() ? Optional.of(value.value()) : value.string())
                        .stream())
                .filter(id -> !id.isEmpty() && id.codePointCount(0, id.length()) <= Actor.LONGEST_ID)
                .findFirst()
                .map(Actor::of);
    }

    private Optional<String> message() {
        return Optional.ofNullable(members(context).any("message"))
                .flatMap(JsonText::string)
                .filter(message -> !Unicode.hasReplacement(message))
                .map(message -> Unicode.shortened(message, EventDetails.LONGEST_MESSAGE));
    }

    /// Returns the members of an object; none of any other value.
    private static JsonObjectReader members(@Nullable JsonText value) {
        return JsonObjectReader.read(value == null || !value.isObject() ? "{}" : value.value(), "", new Faults());
    }

    /// Writes authentik's response: the whole event, with authentik's defaults for what wasn't sent. A missing
    /// expiry is left out, because authentik has no null there.
    void write(JsonGenerator json, Event stored) throws IOException {
        json.writeStartObject();
        json.writeStringField("pk", stored.id().toString());
        write(json, "user", user);
        json.writeStringField("action", action);
        json.writeStringField("app", app);
        write(json, "context", context);
        json.writeStringField("client_ip", clientIp);
        json.writeStringField("created", stored.created().toString());
        if (stored.expires() != null) {
            json.writeStringField("expires", stored.expires().toString());
        }
        write(json, "brand", brand);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, @Nullable JsonText value) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue((value == null ? NOTHING : value).value());
    }
}
