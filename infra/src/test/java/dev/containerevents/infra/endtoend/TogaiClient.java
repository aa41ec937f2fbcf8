package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads responses as strictly as Togai's first client, which raises an exception at an unknown member, at an
/// empty list and at each value that is out of bounds.
///
/// @param client a client with a key
record TogaiClient(Client client) {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> INGESTION_STATUSES = Set.of(
            "INGESTION_IN_PROGRESS",
            "INGESTION_FAILED",
            "INGESTION_FAILED_SCHEMA_NOT_DEFINED",
            "INGESTION_FAILED_UNITS_INVALID",
            "INGESTION_FAILED_EVENT_INVALID",
            "INGESTION_COMPLETED_NO_MATCHING_METERS",
            "INGESTION_COMPLETED_EVENT_METERED",
            "INGESTION_COMPLETED_EVENT_NOT_METERED",
            "UNKNOWN");

    /// The client's exception.
    static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;

        Raised(int status, String why) {
            super(why);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /// One page.
    ///
    /// @param query as the client sends it: `?pageSize=2`
    JsonNode list(String query) throws Exception {
        return read(send("/events" + query));
    }

    JsonNode get(String id) throws Exception {
        if (id.length() > 50) {
            throw new Raised(0, "event_id has more than 50 characters");
        }
        return read(send("/events/" + id));
    }

    /// All events, page after page.
    ///
    /// @param query with at least one parameter
    List<JsonNode> walk(String query) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        JsonNode page = list(query);
        while (true) {
            page.path("events").forEach(events::add);
            if (!page.has("nextToken")) {
                return events;
            }
            page = list(query + "&nextToken=" + page.path("nextToken").asText());
        }
    }

    private Client.Answer send(String path) throws Exception {
        return client.send(client.request(path)
                .header("Accept", "application/json")
                .header("User-Agent", "OpenAPI-Generator/1.0.2/python")
                .GET());
    }

    private static JsonNode read(Client.Answer answer) throws Exception {
        if (answer.status() == 200) {
            check(answer.header("Content-Type").startsWith("application/json"), "the content type");
            return events(answer.text());
        }
        String message = answer.json().path("message").asText();
        throw new Raised(answer.status(), message);
    }

    /// Reads a list; throws whenever the client would raise an exception.
    static JsonNode events(String text) throws Exception {
        JsonNode list = MAPPER.readTree(text);
        members("the list", list, Set.of("events"), Set.of("nextToken"));
        check(list.path("events").isArray(), "events is an array");
        check(!list.path("events").isEmpty() && list.path("events").size() <= 50, "1 to 50 events");
        if (list.has("nextToken")) {
            string(list, "nextToken", 500);
        }
        list.path("events").forEach(TogaiClient::event);
        return list;
    }

    private static void event(JsonNode event) {
        members("an event", event, Set.of("eventPayload", "ingestionStatus"), Set.of());
        JsonNode payload = event.path("eventPayload");
        members(
                "eventPayload",
                payload,
                Set.of("eventName", "id", "eventTimestamp", "accountId", "eventAttributes", "dimensions"),
                Set.of());
        string(payload, "eventName", 255);
        string(payload, "id", 255);
        string(payload, "accountId", 255);
        string(payload, "eventTimestamp", 255);
        check(isDateTime(payload.path("eventTimestamp").asText()), "eventTimestamp is a date and time");
        JsonNode attributes = payload.path("eventAttributes");
        check(attributes.isArray() && attributes.size() <= 50, "at most 50 attributes");
        attributes.forEach(attribute -> {
            members("an attribute", attribute, Set.of("attributeName", "attributeValue"), Set.of("attributeValueUnit"));
            attribute.properties().forEach(member -> string(attribute, member.getKey(), 50));
        });
        JsonNode dimensions = payload.path("dimensions");
        check(dimensions.isObject(), "dimensions is an object");
        dimensions.forEach(value -> check(value.isTextual(), "dimensions are strings"));
        JsonNode status = event.path("ingestionStatus");
        members("ingestionStatus", status, Set.of("status"), Set.of("statusDescription"));
        check(INGESTION_STATUSES.contains(status.path("status").textValue()), "the status is known");
        if (status.has("statusDescription")) {
            string(status, "statusDescription", 250);
        }
    }

    private static void members(String what, JsonNode object, Set<String> required, Set<String> optional) {
        check(object.isObject(), what + " is an object");
        required.forEach(name -> check(object.has(name), what + " has " + name));
        object.properties()
                .forEach(member -> check(
                        required.contains(member.getKey()) || optional.contains(member.getKey()),
                        what + " has no " + member.getKey()));
    }

    private static void string(JsonNode object, String name, int longest) {
        JsonNode value = object.path(name);
        check(value.isTextual(), name + " is a string");
        check(value.asText().codePoints().count() <= longest, name + " has at most " + longest + " characters");
    }

    private static boolean isDateTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return isLocal(text);
        }
    }

    private static boolean isLocal(String text) {
        try {
            LocalDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new Raised(0, "expected that " + what);
        }
    }
}
