package dev.containerevents.intake;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventType;
import dev.containerevents.event.IpAddress;
import dev.containerevents.event.Status;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.JsonValue;
import dev.containerevents.json.Unicode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How the records of a source become events. Each of its settings is described in SOURCES.md.
///
/// @param name   tells it from every other mapping
/// @param records where the records are in the body
record Mapping(
        String name,
        Records records,
        Expression id,
        Expression container,
        Expression type,
        Expression actor,
        Expression source,
        Expression message,
        Expression ip,
        Expression time,
        TimeReader times,
        FailRule fail) {

    /// The names of the settings.
    static final List<String> SETTINGS =
            List.of("records", "id", "container", "type", "actor", "source", "message", "ip", "time", "zone", "fail");

    /// The container of a record that names none.
    static final String UNKNOWN_CONTAINER = "unknown";

    /// The type of a record that names none.
    static final String LOG_TYPE = "log";

    private static final int LONGEST_RECORD_ID = 1024;

    /// Reads the settings. One that can't be read is a fault.
    ///
    /// @param where precedes the name of a setting in its fault: `query`
    static Mapping of(String name, Map<String, String> settings, String where, Faults faults) {
        Settings read = new Settings(settings, where, faults);
        return new Mapping(
                name,
                new Records(read.expression("records"), Records.BODY.equals(settings.get("records"))),
                read.expression("id"),
                read.expression("container"),
                read.expression("type"),
                read.expression("actor"),
                read.expression("source"),
                read.expression("message"),
                read.expression("ip"),
                read.expression("time"),
                new TimeReader(read.zone("zone")),
                read.failRule("fail"));
    }

    private record Settings(Map<String, String> texts, String where, Faults faults) {

        Expression expression(String name) {
            String text = texts.getOrDefault(name, "");
            try {
                return text.isEmpty() || text.equals(Records.BODY) ? Expression.NOTHING : Grammar.expression(text);
            } catch (Grammar.SyntaxError e) {
                faults.add(where + "/" + name, Objects.requireNonNull(e.getMessage()));
                return Expression.NOTHING;
            }
        }

        FailRule failRule(String name) {
            String text = texts.getOrDefault(name, "");
            try {
                return text.isEmpty() ? FailRule.NEVER : Grammar.failRule(text);
            } catch (Grammar.SyntaxError e) {
                faults.add(where + "/" + name, Objects.requireNonNull(e.getMessage()));
                return FailRule.NEVER;
            }
        }

        @Nullable
        ZoneId zone(String name) {
            String text = texts.getOrDefault(name, "");
            try {
                return text.isEmpty() ? null : ZoneId.of(text);
            } catch (DateTimeException e) {
                faults.add(where + "/" + name, "must be a time zone, such as Europe/Berlin or +02:00");
                return null;
            }
        }
    }

    /// Returns the event that a record reports. A value that an event can't have stays in the record.
    Candidate candidate(Received received) {
        JsonValue.Obj record = received.fields();
        Received.Origin origin = received.origin();
        String foundContainer = container.text(record, Mapping::containerId);
        if (foundContainer == null && origin.container() != null) {
            foundContainer = containerId(origin.container());
        }
        String foundType = type.text(record, Mapping::typeName);
        RecordTime foundTime = time.value(record, value -> times.read(value).orElse(null));
        String foundId = id.text(record, text -> text.length() > LONGEST_RECORD_ID ? null : text);
        return new Candidate(
                Objects.requireNonNullElse(foundContainer, UNKNOWN_CONTAINER),
                new EventDetails(
                        Objects.requireNonNullElse(foundType, LOG_TYPE),
                        fail.holds(record) ? Status.FAIL : Status.SUCCESS,
                        actor.value(record, Mapping::actor),
                        message(received),
                        context(received),
                        ip.text(record, text -> IpAddress.read(text.strip()).orElse(null)),
                        source.text(record, text -> Unicode.shortened(text, EventDetails.LONGEST_SOURCE)),
                        null,
                        false,
                        null),
                foundTime == null ? origin.time() : foundTime,
                foundId == null ? origin.id() : foundId,
                received.text(),
                null,
                true);
    }

    /// A line is its event's message; it is repeated only if it is too long for that.
    private static @Nullable JsonText context(Received received) {
        String line = received.line();
        boolean isMessage = line != null && line.codePointCount(0, line.length()) <= EventDetails.LONGEST_MESSAGE;
        return isMessage ? null : RecordContext.of(received.fields());
    }

    private @Nullable String message(Received received) {
        String line = received.line();
        return line == null
                ? message.text(received.fields(), text -> Unicode.shortened(text, EventDetails.LONGEST_MESSAGE))
                : Unicode.shortened(line, EventDetails.LONGEST_MESSAGE);
    }

    private static @Nullable String containerId(String text) {
        String stripped = Unicode.strip(text);
        return Container.isId(stripped) ? stripped : null;
    }

    private static @Nullable String typeName(String text) {
        String name = Unicode.shortened(Unicode.strip(text), EventType.LONGEST);
        return EventType.isOne(name) ? EventType.stored(name) : null;
    }

    /// An actor is an object with an `id`, or an id.
    private static @Nullable Actor actor(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj(var members)
            when members.get("id") instanceof JsonValue.Text(String id) -> {
                JsonText text = new JsonText(value.json());
                yield isActorId(id) && text.value().getBytes(StandardCharsets.UTF_8).length <= Actor.MOST_BYTES
                        ? new Actor(id, text)
                        : null;
            }
            case JsonValue.Text(String id) when isActorId(id) -> Actor.of(id);
            case JsonValue.Num(String id) when isActorId(id) -> Actor.of(id);
            default -> null;
        };
    }

    /// U+FFFD stands for what was lost, so it names nobody.
    private static boolean isActorId(String text) {
        return !text.isBlank() && Actor.isId(text) && !Unicode.hasReplacement(text);
    }
}
