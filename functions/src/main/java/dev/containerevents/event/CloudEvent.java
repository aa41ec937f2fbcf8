package dev.containerevents.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Rfc3339;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Writes an event as a CloudEvent 1.0 in JSON. [Submission#readCloudEvent] reads what is written here.
///
/// An event that was sent as a CloudEvent has the `id` that was sent; any other has its event id. An attribute
/// can't be an object, so only the id of an actor is written.
public final class CloudEvent {

    /// The maximum length of a source, in characters.
    private static final int LONGEST_SOURCE = 255;

    private static final String BEFORE_DATA = "{\"data\":";
    private static final String BEHIND_DATA = "}";

    private CloudEvent() {}

    /// Writes an event for a reader of its own organisation, which isn't named.
    public static void write(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        writeAttributes(json, event);
        json.writeEndObject();
    }

    /// Writes an event for a reader of several organisations, with the extension `orgid`.
    public static void writeWithOrg(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        json.writeStringField("orgid", event.container().org());
        writeAttributes(json, event);
        json.writeEndObject();
    }

    /// Writes it with the extension `sequence`: its place in the organisation's log.
    public static void writeWithSequence(JsonGenerator json, Event event, String sequence) throws IOException {
        json.writeStartObject();
        json.writeStringField("sequence", sequence);
        writeAttributes(json, event);
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
        if (details.context() != null) {
            json.writeStringField("datacontenttype", "application/json");
            json.writeFieldName("data");
            json.writeRawValue(data(details, details.context()));
        }
    }

    /// Returns the context of an event whose `data` isn't an object.
    static JsonText context(JsonText data) {
        return new JsonText(BEFORE_DATA + data + BEHIND_DATA);
    }

    private static String data(EventDetails details, JsonText context) {
        String text = context.value();
        return details.bareData() ? text.substring(BEFORE_DATA.length(), text.length() - BEHIND_DATA.length()) : text;
    }

    /// A CloudEvent's `source` must be a URI reference, and readers refuse a whole batch because of one that
    /// isn't. An event's source may be any text: it is percent-encoded if necessary. If it is missing, or too long
    /// when encoded, the organisation is written instead.
    private static String source(Event event) {
        String source = event.details().source();
        if (source != null) {
            String reference = reference(source);
            if (reference.length() <= LONGEST_SOURCE) {
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
