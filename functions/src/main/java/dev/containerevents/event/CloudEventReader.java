package dev.containerevents.event;

import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a CloudEvent 1.0. An attribute that is null is unset.
///
/// | CloudEvents                                                  | here                                |
/// |--------------------------------------------------------------|-------------------------------------|
/// | `source` and `id`                                            | the idempotency key                 |
/// | `source`, `type`                                             | `source`, `event_type`              |
/// | `subject`                                                    | the container                       |
/// | `time`                                                       | `timestamp`, required               |
/// | data                                                         | `context`, see [CloudEventData]     |
/// | extensions `status`, `message`, `clientip`, `expires`        | the same; SUCCESS if left out       |
/// | extension `actor`                                            | the actor's id                      |
/// | any other attribute                                          | `attributes`                        |
public final class CloudEventReader {

    /// The maximum size of the attributes that are kept as they are, in bytes of JSON.
    private static final int MOST_ATTRIBUTE_BYTES = 8 * 1024;

    /// The type of data without a `datacontenttype`.
    static final String DEFAULT_TYPE = "application/json";

    /// JSON is UTF-8 whether its type says so or not.
    private static final Pattern DEFAULT = Pattern.compile("(?i)application/json *(; *charset=\"?utf-?8\"?)?");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,64}");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!-~&&[^/;,]]+/[!-~&&[^/;,]]+ *(;[ -~]*)?");

    /// Where members of an event come from, unless they have the same name in the body.
    private static final Map<String, String> STRUCTURED_ORIGINS = Map.of(
            "event_type", "body/type",
            "timestamp", "body/time",
            "context", "body/data",
            "client_ip", "body/clientip",
            "attributes", "body");

    private static final Map<String, String> BINARY_ORIGINS = Map.of(
            "event_type", "header/ce-type",
            "status", "header/ce-status",
            "timestamp", "header/ce-time",
            "actor", "header/ce-actor",
            "message", "header/ce-message",
            "context", "body",
            "client_ip", "header/ce-clientip",
            "expires", "header/ce-expires",
            "attributes", "header");

    private final JsonObjectReader members;
    private final Faults faults;
    private final @Nullable Container path;
    private final Instant now;

    private CloudEventReader(JsonObjectReader members, Faults faults, @Nullable Container path, Instant now) {
        this.members = members;
        this.faults = faults;
        this.path = path;
        this.now = now;
        members.forgetNulls();
    }

    /// Reads one in structured mode. Empty if there is any fault.
    ///
    /// @param path the container in the path, which the subject must name if there is a subject; null if the path
    /// has none, and a subject is required
    public static Optional<Submission> readStructured(
            String json, @Nullable Container path, Instant now, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(json, Submission.WHERE, faults);
        CloudEventReader reader = new CloudEventReader(members, faults, path, now);
        return reader.read(reader.data(), STRUCTURED_ORIGINS);
    }

    /// Reads one in binary mode. Empty if there is any fault.
    ///
    /// @param attributes the attributes in its headers as a JSON object of strings
    /// @param data       null if it has none
    /// @param path       as in [#readStructured]
    public static Optional<Submission> readBinary(
            String attributes, @Nullable CloudEventData data, @Nullable Container path, Instant now, Faults faults) {
        Faults own = new Faults();
        JsonObjectReader members = JsonObjectReader.read(attributes, Submission.WHERE, own);
        CloudEventReader reader = new CloudEventReader(members, own, path, now);
        Optional<Submission> read = reader.read(reader.limited(data), BINARY_ORIGINS);
        own.list().forEach(fault -> faults.add(inHeader(fault), fault.why()));
        return faults.none() ? read : Optional.empty();
    }

    /// Returns where a fault of the structured mode is in the binary mode.
    private static String inHeader(Fault fault) {
        String attribute = fault.where().substring(fault.where().indexOf('/') + 1);
        return switch (attribute) {
            case "data" -> "body";
            case "datacontenttype" -> "header/Content-Type";
            default -> "header/ce-" + attribute;
        };
    }

    private Optional<Submission> read(@Nullable CloudEventData data, Map<String, String> origins) {
        members.require("specversion", "id", "source", "type", "time");
        String version = members.string("specversion", 1, 16);
        if (version != null && !version.equals("1.0")) {
            members.fault("specversion", "must be 1.0");
        }
        String id = members.string("id", 1, IdempotencyKey.LONGEST);
        String container = container();
        String source = EventReader.source(members);
        String type = EventReader.type(members, "type");
        Status status = members.has("status") ? EventReader.status(members) : Status.SUCCESS;
        Instant timestamp = EventReader.timestamp(members, "time", type, now);
        Actor actor = actor();
        String message = EventReader.message(members);
        String clientIp = EventReader.clientIp(members, "clientip");
        Instant expires = EventReader.expires(members, now);
        JsonText attributes = attributes();
        if (id == null || source == null || type == null || status == null || !faults.none()) {
            return Optional.empty();
        }
        EventDetails details = new EventDetails(
                type,
                status,
                actor,
                message,
                data == null ? null : data.context(),
                clientIp,
                source,
                expires,
                data != null && data.isBare(),
                attributes);
        return Optional.of(
                new Submission(container, timestamp, details, new IdempotencyKey.OfCloudEvent(source, id), origins));
    }

    private @Nullable String container() {
        if (path == null) {
            members.require("subject");
        }
        String container = EventReader.container(members, "subject");
        return path == null || container == null || container.equals(path.id())
                ? container
                : members.fault("subject", "must be the container in the path, or be left out");
    }

    /// An extension can't be an object, so the actor is only an id.
    private @Nullable Actor actor() {
        String id = members.string("actor", 1, Actor.LONGEST_ID);
        if (id == null) {
            return null;
        }
        return Actor.isId(id) ? Actor.of(id) : members.fault("actor", Actor.ID_RULE);
    }

    private @Nullable CloudEventData data() {
        if (members.has("data") && members.has("data_base64")) {
            members.fault("data_base64", "must be left out: there is data");
        }
        JsonText value = members.value("data", EventDetails.MOST_CONTEXT_BYTES);
        String base64 = members.string("data_base64", 0, EventDetails.MOST_CONTEXT_BYTES);
        if (base64 == null) {
            return value == null ? null : CloudEventData.ofJson(value);
        }
        try {
            return CloudEventData.ofBytes(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            return members.fault("data_base64", "must be Base64");
        }
    }

    private @Nullable CloudEventData limited(@Nullable CloudEventData data) {
        return data == null || data.value().bytes() <= EventDetails.MOST_CONTEXT_BYTES
                ? data
                : members.fault("data", "must have at most " + EventDetails.MOST_CONTEXT_BYTES + " bytes as JSON");
    }

    /// Takes the attributes that no other member of an event has, as one object. Null if there are none.
    private @Nullable JsonText attributes() {
        StringJoiner kept = new StringJoiner(",", "{", "}").setEmptyValue("");
        for (String name : new TreeSet<>(members.names())) {
            JsonText value = attribute(name);
            if (value != null) {
                kept.add("\"" + name + "\":" + value);
            }
        }
        String object = kept.toString();
        if (object.isEmpty()) {
            return null;
        }
        JsonText attributes = new JsonText(object);
        if (attributes.bytes() > MOST_ATTRIBUTE_BYTES) {
            faults.add(Submission.WHERE, "must have at most " + MOST_ATTRIBUTE_BYTES + " bytes of other attributes");
            return null;
        }
        return attributes;
    }

    /// Takes one of them. Null if it can't be kept, or says what is the default.
    private @Nullable JsonText attribute(String name) {
        return switch (name) {
            case "datacontenttype" -> dataContentType();
            case "dataschema" -> dataSchema();
            default -> {
                if (NAME.matcher(name).matches()) {
                    yield members.scalar(name);
                }
                members.any(name);
                yield members.fault(name, "is not the name of an attribute: lower-case letters and digits, at most 64");
            }
        };
    }

    private @Nullable JsonText dataContentType() {
        String type = members.string("datacontenttype", 1, 255);
        if (type == null || DEFAULT.matcher(type).matches()) {
            return null;
        }
        return MEDIA_TYPE.matcher(type).matches()
                ? JsonText.of(type)
                : members.fault("datacontenttype", "must be a media type, such as " + DEFAULT_TYPE);
    }

    /// Readers refuse a whole batch because of a schema that isn't a URI.
    private @Nullable JsonText dataSchema() {
        String schema = members.string("dataschema", 1, 2048);
        if (schema == null) {
            return null;
        }
        try {
            URI uri = new URI(schema);
            if (uri.isAbsolute() && uri.toASCIIString().equals(schema)) {
                return JsonText.of(schema);
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        return members.fault("dataschema", "must be an absolute URI");
    }
}
