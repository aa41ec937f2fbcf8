package dev.containerevents.http;

import dev.containerevents.json.Faults;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The type of a request's body, according to its headers. All rules about media types, charsets and content
/// codings are here, so that they apply to every operation that reads a body.
public enum ContentType {
    /// One JSON value.
    JSON,
    /// One event per line.
    NDJSON,
    /// One CloudEvent in structured mode.
    CLOUD_EVENT,
    /// One CloudEvent in binary mode: its attributes are headers, its data is the body, of any type.
    BINARY_CLOUD_EVENT,
    /// A JSON array of CloudEvents.
    CLOUD_EVENTS;

    static final String NDJSON_NAME = "application/x-ndjson";

    static final String JSON_SUFFIX = "+json";

    /// Media types of the structured mode and of batches begin with it.
    private static final String CLOUD_EVENTS_PREFIX = "application/cloudevents";

    /// Other names of NDJSON. In `application/json-seq` (RFC 7464), each line begins with U+001E.
    private static final Set<String> NDJSON_ALIASES =
            Set.of("application/ndjson", "application/jsonl", "application/x-jsonlines", "application/json-seq");

    /// Browsers send `text/plain` without a preflight; `curl -d` sends the form type.
    private static final Set<String> JSON_NAMES =
            Set.of("application/json", "text/json", "text/plain", "application/x-www-form-urlencoded");

    private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii", "ascii");

    /// API Gateway decodes these before it invokes a function, and passes on the header as it was sent.
    private static final List<String> DECODED_CODINGS = List.of("gzip", "deflate");

    /// Returns the canonical name of a media type.
    ///
    /// @param name in lower case, without parameters
    static String canonicalName(String name) {
        return NDJSON_ALIASES.contains(name) ? NDJSON_NAME : name;
    }

    /// Reads the headers of a request that has a body.
    ///
    /// @param headers by name in any case
    /// @throws Problem 415 with all reasons why the body can't be read as it was meant
    static ContentType of(Map<String, List<String>> headers) {
        Faults faults = new Faults();
        ContentType type = type(headers, faults);
        requireDecoded(headers, faults);
        return type;
    }

    /// Checks the headers of a request whose body is text of any media type.
    ///
    /// @throws Problem 415 with all reasons why the body can't be read
    static void requireText(Map<String, List<String>> headers) {
        Faults faults = new Faults();
        checkCharset(HeaderElement.list(headers.getOrDefault("Content-Type", List.of())), faults);
        requireDecoded(headers, faults);
    }

    /// Throws all faults, and one more if the body is still compressed.
    private static void requireDecoded(Map<String, List<String>> headers, Faults faults) {
        boolean decoded = isDecoded(headers.getOrDefault("Content-Encoding", List.of()));
        if (!decoded) {
            faults.add("header/Content-Encoding", "must be gzip or deflate, or left out");
        }
        if (!faults.none()) {
            Problem problem = Problem.unsupportedMediaType(faults);
            throw decoded ? problem : problem.with("Accept-Encoding", String.join(", ", DECODED_CODINGS));
        }
    }

    private static ContentType type(Map<String, List<String>> headers, Faults faults) {
        List<HeaderElement> elements = HeaderElement.list(headers.getOrDefault("Content-Type", List.of()));
        String name = elements.isEmpty() ? "" : elements.getFirst().name();
        checkCharset(elements, faults);
        if (elements.stream().map(HeaderElement::name).distinct().count() > 1) {
            faults.add("header/Content-Type", "may be given only once");
        }
        // In structured mode, headers may have the attributes as well.
        if (!BinaryCloudEvent.isIn(headers) || name.startsWith(CLOUD_EVENTS_PREFIX)) {
            return named(name, faults);
        }
        BinaryCloudEvent.checkType(elements, faults);
        return BINARY_CLOUD_EVENT;
    }

    private static void checkCharset(List<HeaderElement> elements, Faults faults) {
        for (HeaderElement element : elements) {
            if (element.parameters().stream().anyMatch(ContentType::isForeignCharset)) {
                faults.add("header/Content-Type", "must have the charset utf-8 or us-ascii, or none");
                break;
            }
        }
    }

    private static ContentType named(String name, Faults faults) {
        return switch (canonicalName(name)) {
            case NDJSON_NAME -> NDJSON;
            case "application/cloudevents+json" -> CLOUD_EVENT;
            case "application/cloudevents-batch+json" -> CLOUD_EVENTS;
            default -> {
                if (!name.isEmpty() && !JSON_NAMES.contains(name) && !name.endsWith(JSON_SUFFIX)) {
                    faults.add(
                            "header/Content-Type",
                            "must be application/json, application/x-ndjson, application/cloudevents+json or"
                                    + " application/cloudevents-batch+json");
                }
                yield JSON;
            }
        };
    }

    private static boolean isForeignCharset(HeaderElement.Parameter parameter) {
        return parameter.name().equals("charset")
                && !parameter.value().isEmpty()
                && !CHARSETS.contains(parameter.value().toLowerCase(Locale.ROOT));
    }

    /// Returns whether the body isn't coded, or the gateway has decoded it. The gateway decodes one coding, not
    /// two.
    private static boolean isDecoded(List<String> lines) {
        List<String> codings = HeaderElement.list(lines).stream()
                .map(HeaderElement::name)
                .filter(coding -> !coding.equals("identity"))
                .toList();
        return codings.isEmpty() || (codings.size() == 1 && DECODED_CODINGS.contains(codings.getFirst()));
    }
}
