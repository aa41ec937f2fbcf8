package dev.containerevents.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Rfc3339;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Writes an event as a CloudEvent 1.0 in JSON. [CloudEventReader] reads what is written here.
///
/// An event that was sent as a CloudEvent has the `id` that was sent; any other has its event id. An attribute
/// can't be an object, so only the id of an actor is written.
public final class CloudEvent {

    private static final String TYPE_OF_DATA = "datacontenttype";

    private CloudEvent() {}

    /// Writes an event for a reader of its own organisation, which isn't named.
    public static void write(JsonGenerator json, Event event) throws IOException {
        write(json, event, "", "");
    }

    /// Writes an event for a reader of several organisations, with the extension `orgid`.
    public static void writeWithOrg(JsonGenerator json, Event event) throws IOException {
        write(json, event, "orgid", event.container().org());
    }

    /// Writes it with the extension `sequence`: its place in the organisation's log.
    public static void writeWithSequence(JsonGenerator json, Event event, String sequence) throws IOException {
        write(json, event, "sequence", sequence);
    }

    /// @param extension one that replaces the sender's of that name; empty for none
    private static void write(JsonGenerator json, Event event, String extension, String value) throws IOException {
        json.writeStartObject();
        if (!extension.isEmpty()) {
            json.writeStringField(extension, value);
        }
        writeAttributes(json, event);
        boolean typed = writeOthers(json, event.details().attributes(), extension);
        if (event.details().context() != null) {
            writeData(json, event.details(), event.details().context(), typed);
        }
        json.writeEndObject();
    }

    private static void writeAttributes(JsonGenerator json, Event event) throws IOException {
        EventDetails details = event.details();
        json.writeStringField("specversion", "1.0");
        json.writeStringField(
                "id",
                event.key() instanceof IdempotencyKey.OfCloudEvent(var source, String id)
                        ? id
                        : event.id().toString());
        json.writeStringField("source", source(event));
        json.writeStringField("type", details.type());
        json.writeStringField("subject", event.container().id());
        json.writeStringField("time", Rfc3339.text(event.timestamp()));
        json.writeStringField("status", details.status().name());
        if (details.actor() != null) {
            json.writeStringField("actor", details.actor().id());
        }
        if (details.message() != null) {
            json.writeStringField("message", details.message());
        }
        if (details.clientIp() != null) {
            json.writeStringField("clientip", details.clientIp());
        }
        if (event.expires() != null) {
            json.writeStringField("expires", Rfc3339.text(event.expires()));
        }
    }

    /// Writes the attributes that were sent with the event, except one.
    ///
    /// @return whether one of them is the type of the data
    private static boolean writeOthers(JsonGenerator json, @Nullable JsonText attributes, String except)
            throws IOException {
        if (attributes == null) {
            return false;
        }
        boolean typed = false;
        try (JsonParser others = Json.STRICT.createParser(attributes.value())) {
            others.nextToken();
            for (String name = others.nextFieldName(); name != null; name = others.nextFieldName()) {
                typed |= name.equals(TYPE_OF_DATA);
                others.nextToken();
                if (!name.equals(except)) {
                    json.writeFieldName(name);
                    json.copyCurrentEvent(others);
                }
            }
        }
        return typed;
    }

    private static void writeData(JsonGenerator json, EventDetails details, JsonText context, boolean typed)
            throws IOException {
        CloudEventData data = CloudEventData.of(context, details.bareData());
        if (!typed && !data.isBinary()) {
            json.writeStringField(TYPE_OF_DATA, CloudEventReader.DEFAULT_TYPE);
        }
        data.write(json);
    }

    /// A CloudEvent's `source` must be a URI reference, and readers refuse a whole batch because of one that
    /// isn't. An event's source may be any text: it is percent-encoded if necessary. If it is missing, or too long
    /// when encoded, the organisation is written instead.
    private static String source(Event event) {
        String source = event.details().source();
        if (source != null) {
            String reference = reference(source);
            if (reference.length() <= EventDetails.LONGEST_SOURCE) {
                return reference;
            }
        }
        return "/orgs/" + event.container().org();
    }

    private static String reference(String text) {
        try {
            return new URI(text).toASCIIString();
        } catch (URISyntaxException e) {
            return percentEncoded(text);
        }
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                HexFormat.of().withUpperCase().toHexDigits(encoded.append('%'), b);
            }
        }
        return encoded.toString();
    }

    /// Unreserved characters (RFC 3986) stand for themselves everywhere in a URI.
    private static boolean isUnreserved(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || "-._~".indexOf(b) >= 0;
    }
}
