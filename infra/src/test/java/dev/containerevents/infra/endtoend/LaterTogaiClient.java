package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.containerevents.infra.endtoend.TogaiClient.Raised;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads responses as strictly as Togai's later clients. Neither is in a registry that a build reaches, so they
/// are imitated; the checks are those of their generated models.
///
/// @param client a client with a key
record LaterTogaiClient(Client client, Version version) {

    /// A version of the client.
    enum Version {
        /// Raises an exception at an unknown member, and has no limits.
        JAVA_1_0_2("/togai/java", "OpenAPI-Generator/1.0.2/java"),
        /// Ignores unknown members, and checks limits.
        PYTHON_1_0_3("/togai/python", "OpenAPI-Generator/1.0.3/python");

        private final String base;
        private final String agent;

        Version(String base, String agent) {
            this.base = base;
            this.agent = agent;
        }
    }

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// The statuses that both versions know.
    private static final Set<String> INGESTION_STATUSES = Set.of(
            "INGESTION_IN_PROGRESS",
            "INGESTION_FAILED",
            "INGESTION_FAILED_SCHEMA_NOT_DEFINED",
            "INGESTION_FAILED_UNITS_INVALID",
            "INGESTION_COMPLETED_NO_MATCHING_METERS",
            "INGESTION_COMPLETED_EVENT_METERED",
            "INGESTION_COMPLETED_EVENT_NOT_METERED",
            "UNKNOWN");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,512}(\\.\\d+)?");
    private static final int UNLIMITED = Integer.MAX_VALUE;

    /// One page.
    ///
    /// @param query as the client sends it: `?pageSize=2`
    JsonNode list(String query) throws Exception {
        return read(send("/events" + query), false);
    }

    JsonNode get(String id) throws Exception {
        return read(send("/events/" + id), true);
    }

    /// All events, page after page.
    ///
    /// @param query with at least one parameter
    List<JsonNode> walk(String query) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        JsonNode page = list(query);
        while (true) {
            page.path("events").forEach(events::add);
            if (!page.hasNonNull("nextToken")) {
                return events;
            }
            page = list(query + "&nextToken=" + page.path("nextToken").asText());
        }
    }

    private Client.Answer send(String path) throws Exception {
        return client.send(client.request(version.base + path)
                .header("Accept", "application/json")
                .header("User-Agent", version.agent)
                .GET());
    }

    private JsonNode read(Client.Answer answer, boolean single) throws Exception {
        if (answer.status() == 200) {
            check(answer.header("Content-Type").startsWith("application/json"), "the content type");
            return events(version, answer.text(), single);
        }
        throw new Raised(answer.status(), answer.json().path("message").asText());
    }

    /// Reads a list; throws whenever the client would raise an exception.
    ///
    /// @param single whether it is the response to a request for one event
    static JsonNode events(Version version, String text, boolean single) throws Exception {
        boolean python = version == Version.PYTHON_1_0_3;
        JsonNode list = MAPPER.readTree(text);
        members(version, "the list", list, Set.of("events"), single ? Set.of() : Set.of("nextToken"));
        check(list.path("events").isArray(), "events is an array");
        int size = list.path("events").size();
        check(!python || single || (size >= 1 && size <= 50), "1 to 50 events");
        if (list.hasNonNull("nextToken")) {
            string(list, "nextToken", 0, python ? 500 : UNLIMITED);
        }
        list.path("events").forEach(event -> event(version, event, single));
        return list;
    }

    private static void event(Version version, JsonNode event, boolean single) {
        boolean python = version == Version.PYTHON_1_0_3;
        Set<String> required = new HashSet<>(Set.of("eventPayload", "ingestionStatus"));
        Set<String> optional = new HashSet<>(Set.of("customerId"));
        if (python) {
            required.addAll(Set.of("referenceId", "createdAt"));
            string(event, "referenceId", 0, UNLIMITED);
            OffsetDateTime.parse(event.path("createdAt").asText());
            if (single) {
                required.add("eventPipelineInfo");
                check(event.path("eventPipelineInfo").isObject(), "eventPipelineInfo is an object");
            }
        } else if (single) {
            optional.add("EventPipelineInfo");
        }
        members(version, "an event", event, required, optional);
        payload(version, event.path("eventPayload"));
        JsonNode status = event.path("ingestionStatus");
        members(version, "ingestionStatus", status, Set.of("status"), Set.of("statusDescription"));
        check(INGESTION_STATUSES.contains(status.path("status").textValue()), "the status is known");
    }

    private static void payload(Version version, JsonNode payload) {
        boolean python = version == Version.PYTHON_1_0_3;
        Set<String> required =
                new HashSet<>(Set.of("schemaName", "id", "timestamp", "accountId", "attributes", "dimensions"));
        if (python) {
            required.remove("id");
        }
        members(version, "eventPayload", payload, required, Set.of("id"));
        string(payload, "schemaName", python ? 1 : 0, python ? 50 : UNLIMITED);
        string(payload, "accountId", 0, python ? 512 : UNLIMITED);
        if (payload.has("id")) {
            string(payload, "id", 0, python ? 512 : UNLIMITED);
        }
        OffsetDateTime.parse(payload.path("timestamp").asText());
        JsonNode attributes = payload.path("attributes");
        check(attributes.isArray() && (!python || attributes.size() <= 10), "at most 10 attributes");
        attributes.forEach(attribute -> {
            members(version, "an attribute", attribute, Set.of("name", "value"), Set.of("unit"));
            check(!python || NUMBER.matcher(attribute.path("value").asText()).matches(), "value is a number");
        });
        JsonNode dimensions = payload.path("dimensions");
        check(dimensions.isObject(), "dimensions is an object");
        dimensions
                .properties()
                .forEach(dimension -> string(dimensions, dimension.getKey(), python ? 1 : 0, python ? 200 : UNLIMITED));
    }

    private static void members(
            Version version, String what, JsonNode object, Set<String> required, Set<String> optional) {
        check(object.isObject(), what + " is an object");
        required.forEach(name -> check(object.has(name), what + " has " + name));
        if (version == Version.JAVA_1_0_2) {
            object.properties()
                    .forEach(member -> check(
                            required.contains(member.getKey()) || optional.contains(member.getKey()),
                            what + " has no " + member.getKey()));
        }
    }

    private static void string(JsonNode object, String name, int shortest, int longest) {
        JsonNode value = object.path(name);
        check(value.isTextual(), name + " is a string");
        long length = value.asText().codePoints().count();
        check(length >= shortest && length <= longest, name + " has " + shortest + " to " + longest + " characters");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new Raised(0, "expected that " + what);
        }
    }
}
