package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads responses as strictly as the strictest of Waldur's own clients, in Python and JavaScript (7.8.9): what
/// breaks one of them is an error here.
final class StrictWaldur {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-?)[0-9a-f]{4}(\\1[0-9a-f]{4}){2}\\1[0-9a-f]{12}");
    private static final Pattern LINK = Pattern.compile(" *<([^>]+)> *; *rel=\"([a-z]+)\" *");

    private StrictWaldur() {}

    /// A response that would break a client.
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(String why) {
            super(why);
        }
    }

    /// Reads the list of a GET.
    static JsonNode list(Client.Answer answer) {
        JsonNode events = json(answer, 200);
        require(events.isArray(), "a list must be an array");
        events.forEach(StrictWaldur::checkEvent);
        total(answer);
        return events;
    }

    /// Reads the total from the header of a list, which is all that a HEAD has.
    static long total(Client.Answer answer) {
        String total = answer.header("X-Result-Count");
        require(total.matches("\\d+"), "X-Result-Count must be a number");
        return Long.parseLong(total);
    }

    static JsonNode event(Client.Answer answer) {
        JsonNode event = json(answer, 200);
        checkEvent(event);
        return event;
    }

    static JsonNode object(Client.Answer answer) {
        JsonNode object = json(answer, 200);
        require(object.isObject(), "must be an object");
        return object;
    }

    static JsonNode strings(Client.Answer answer) {
        JsonNode array = json(answer, 200);
        require(array.isArray(), "must be an array");
        array.forEach(each -> require(each.isTextual(), "must be a string"));
        return array;
    }

    /// Reads a HEAD: the JavaScript client parses its body unless there is a `Content-Length: 0`.
    static void head(Client.Answer answer) {
        require(answer.status() == 200, "must be 200");
        require(answer.text().isEmpty(), "must have no body");
        require(answer.header("Content-Length").equals("0"), "must have Content-Length: 0");
        contentType(answer);
    }

    /// Reads an error, with any status but 2xx.
    static JsonNode refusal(Client.Answer answer, int status) {
        JsonNode refusal = json(answer, status);
        require(refusal.isObject() && !refusal.isEmpty(), "a refusal must be an object that says something");
        return refusal;
    }

    /// Reads the links of a list by relation. The Python client splits the header at every comma.
    static Map<String, String> links(Client.Answer answer) {
        Map<String, String> links = new LinkedHashMap<>();
        for (String part : answer.header("Link").split(",", -1)) {
            Matcher link = LINK.matcher(part);
            require(link.matches(), "no link: " + part);
            require(link.group(1).matches("https?://.*"), "must be absolute: " + link.group(1));
            links.put(link.group(2), link.group(1));
        }
        require(links.containsKey("first") && links.containsKey("last"), "first and last must be there");
        return links;
    }

    private static JsonNode json(Client.Answer answer, int status) {
        require(answer.status() == status, answer.status() + " must be " + status + ": " + answer.text());
        contentType(answer);
        try {
            return MAPPER.readTree(answer.text());
        } catch (JsonProcessingException e) {
            throw new Unreadable("must be JSON: " + answer.text());
        }
    }

    private static void contentType(Client.Answer answer) {
        HttpHeaders headers = answer.headers();
        require(
                headers.firstValue("Content-Type").orElse("").equals("application/json"),
                "Content-Type must be exactly application/json");
    }

    private static void checkEvent(JsonNode event) {
        require(event.isObject(), "an event must be an object");
        require(UUID.matcher(event.path("uuid").asText()).matches(), "uuid must be a UUID");
        require(event.path("context").isObject(), "context must be an object");
        require(event.path("event_type").isTextual(), "event_type must be a string");
        require(event.path("message").isTextual(), "message must be a string");
        try {
            OffsetDateTime.parse(event.path("created").asText());
        } catch (DateTimeException e) {
            throw new Unreadable("created must be a time with its zone");
        }
    }

    private static void require(boolean holds, String why) {
        if (!holds) {
            throw new Unreadable(why);
        }
    }
}
