package dev.containerevents.http;

import dev.containerevents.event.CloudEventData;
import dev.containerevents.event.CloudEventReader;
import dev.containerevents.event.Container;
import dev.containerevents.event.Submission;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Unicode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The binary mode of CloudEvents' HTTP binding (1.0, 3.1): each attribute is a header `ce-…`, the type of the
/// data is the `Content-Type`, and the data is the body.
final class BinaryCloudEvent {

    /// The one media type that the gateway passes on unharmed although it isn't text.
    private static final String BINARY_TYPE = "application/x-protobuf";

    private static final String PREFIX = "ce-";
    private static final String TYPE_OF_DATA = "datacontenttype";

    /// Every CloudEvent has these. One that lacks some of them is an invalid CloudEvent, not an event of our own.
    private static final List<String> REQUIRED = List.of("ce-specversion", "ce-id", "ce-source", "ce-type");

    /// What the structured mode has as members, but the binary mode has no headers for.
    private static final Set<String> NO_HEADERS = Set.of("data", "data_base64", TYPE_OF_DATA);

    private static final Set<String> JSON_TYPES = Set.of("", "application/json", "text/json");

    /// Media types that are text although their names don't say so. JSON is among them where it isn't one value.
    private static final Set<String> TEXT_TYPES = Set.of(
            "application/graphql",
            "application/javascript",
            "application/json-seq",
            "application/jsonl",
            "application/ndjson",
            "application/sql",
            "application/toml",
            "application/x-jsonlines",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "application/x-yaml",
            "application/xml",
            "application/yaml");

    private static final String UNKEPT = "must be JSON, text or " + BINARY_TYPE
            + " in binary mode: send other data as data_base64 of application/cloudevents+json";

    private BinaryCloudEvent() {}

    /// Returns whether the headers have attributes of a CloudEvent.
    ///
    /// @param headers by name in any case
    static boolean isIn(Map<String, List<String>> headers) {
        return attribute(headers).isPresent();
    }

    /// Returns the name of a header that only a CloudEvent has; empty if there is none.
    private static Optional<String> attribute(Map<String, List<String>> headers) {
        for (String name : REQUIRED) {
            if (headers.containsKey(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /// Refuses a CloudEvent where an operation takes none.
    ///
    /// @throws Problem 415 if the headers have attributes of one
    static void refuse(Map<String, List<String>> headers) {
        Optional<String> attribute = attribute(headers);
        if (attribute.isPresent()) {
            throw Problem.unsupportedMediaType(
                    "header/" + attribute.get(), "must not be sent, because this operation takes no CloudEvents");
        }
    }

    /// Adds a fault if the gateway would have damaged data of that type: it passes on a body as text.
    static void checkType(List<HeaderElement> contentType, Faults faults) {
        boolean isKept = contentType.isEmpty()
                || isJson(contentType.getFirst().name())
                || isText(contentType.getFirst())
                || contentType.getFirst().name().equals(BINARY_TYPE);
        if (!isKept) {
            faults.add("header/Content-Type", UNKEPT);
        }
    }

    private static boolean isJson(String type) {
        return JSON_TYPES.contains(type) || type.endsWith(ContentType.JSON_SUFFIX);
    }

    /// A type with a charset is text, too.
    private static boolean isText(HeaderElement type) {
        return type.name().startsWith("text/")
                || type.name().endsWith("+xml")
                || type.name().endsWith("+yaml")
                || TEXT_TYPES.contains(type.name())
                || type.parameter("charset") != null;
    }

    /// Reads the event. Empty if there is any fault.
    static Optional<Submission> read(
            Request request, String what, int mostBytes, @Nullable Container path, Instant now, Faults faults) {
        String body = request.body(what, mostBytes);
        Map<String, String> attributes = attributes(request.headers(), faults);
        CloudEventData data = request.body().isEmpty() ? null : data(request, body, what, mostBytes, faults);
        return CloudEventReader.readBinary(json(attributes, null), data, path, now, faults);
    }

    /// Returns the event in structured mode, whatever is wrong with it. Data that should be JSON and isn't is
    /// text.
    static String structured(Request request, String what, int mostBytes) {
        String body = request.body(what, mostBytes);
        Faults ignored = new Faults();
        Map<String, String> attributes = attributes(request.headers(), ignored);
        if (request.body().isEmpty()) {
            return json(attributes, null);
        }
        CloudEventData data = data(request, body, what, mostBytes, ignored);
        return json(attributes, data == null ? CloudEventData.ofText(body) : data);
    }

    private static String json(Map<String, String> attributes, @Nullable CloudEventData data) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        Json.write(json, generator -> {
            generator.writeStartObject();
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                generator.writeStringField(attribute.getKey(), attribute.getValue());
            }
            if (data != null) {
                data.write(generator);
            }
            generator.writeEndObject();
        });
        return json.toString(StandardCharsets.UTF_8);
    }

    private static @Nullable CloudEventData data(
            Request request, String body, String what, int mostBytes, Faults faults) {
        List<HeaderElement> types = HeaderElement.list(request.headers().getOrDefault("Content-Type", List.of()));
        String type = types.isEmpty() ? "" : types.getFirst().name();
        if (isJson(type)) {
            JsonText value = JsonObjectReader.readValue(body, "body", faults);
            return value == null ? null : CloudEventData.ofJson(value);
        }
        if (isText(types.getFirst())) {
            if (Unicode.hasReplacement(body)) {
                faults.add("body", JsonObjectReader.REPLACEMENT);
            }
            return CloudEventData.ofText(body);
        }
        if (!request.isBase64()) {
            throw Problem.unsupportedMediaType("header/Content-Type", UNKEPT);
        }
        return CloudEventData.ofBytes(request.bytes(what, mostBytes));
    }

    private static Map<String, String> attributes(Map<String, List<String>> headers, Faults faults) {
        Map<String, String> attributes = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX)) {
                String attribute = name.substring(PREFIX.length());
                if (NO_HEADERS.contains(attribute)) {
                    faults.add("header/" + name, "is no attribute of the binary mode");
                } else {
                    attributes.put(attribute, value(header.getValue(), "header/" + name, faults));
                }
            }
        }
        String type = headers.getOrDefault("Content-Type", List.of("")).getLast();
        if (!type.isBlank()) {
            attributes.put(TYPE_OF_DATA, type.strip());
        }
        return attributes;
    }

    /// Returns the value of a header: unquoted, then percent-decoded once.
    private static String value(List<String> lines, String where, Faults faults) {
        if (lines.size() > 1) {
            faults.add(where, "may be given only once");
        }
        String sent = lines.getLast().strip();
        String value = Unicode.isAscii(sent) ? PercentEncoding.decode(HeaderElement.unquoted(sent)) : null;
        if (value == null) {
            faults.add(where, "must be UTF-8, percent-encoded");
            return sent;
        }
        return value;
    }
}
