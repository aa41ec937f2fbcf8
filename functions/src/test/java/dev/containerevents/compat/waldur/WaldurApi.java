package dev.containerevents.compat.waldur;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.GatewayEvent;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// Waldur's endpoints as a client of one organisation sees them, through the real handlers.
record WaldurApi(LocalTable table, Org org) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String PATH = "/api/events/";

    record Answer(int status, Map<String, String> headers, String text) {

        JsonNode body() {
            try {
                return MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(text, e);
            }
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        double units() {
            return Double.parseDouble(header("X-Consumed-Read-Units"));
        }

        List<String> uuids() {
            return StreamSupport.stream(body().spliterator(), false)
                    .map(event -> event.path("uuid").asText())
                    .toList();
        }

        long total() {
            return Long.parseLong(header("X-Result-Count"));
        }

        /// Returns the query of one of its links; empty if there is none.
        String link(String relation) {
            Matcher link =
                    Pattern.compile("<([^>]*)>; rel=\"" + relation + "\"").matcher(header("Link"));
            return link.find() ? link.group(1).replaceFirst("^[^?]*\\??", "") : "none";
        }
    }

    Answer list(String query) {
        return call(new ListWaldurEvents(table.events(), table.counter()), "GET", PATH, query, Map.of());
    }

    Answer headOfList(String query) {
        return call(new ListWaldurEvents(table.events(), table.counter()), "HEAD", PATH, query, Map.of());
    }

    Answer count(String query) {
        return call(new CountWaldurEvents(table.events(), table.counter()), "GET", PATH + "count/", query, Map.of());
    }

    Answer groups() {
        return call(new ListWaldurEventGroups(table.counter()), "GET", PATH + "event_groups/", "", Map.of());
    }

    Answer retrieve(String id, String query) {
        return call(new RetrieveWaldurEvent(table.events()), "GET", PATH + id + "/", query, Map.of("id", id));
    }

    private Answer call(
            RequestStreamHandler handler, String method, String path, String query, Map<String, String> parameters) {
        GatewayEvent event = GatewayEvent.of(method, path, org).pathParameters(parameters);
        for (String parameter : query.isEmpty() ? List.<String>of() : List.of(query.split("&"))) {
            int equals = parameter.indexOf('=');
            event.query(
                    parameter.substring(0, equals),
                    List.of(URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8)));
        }
        try {
            JsonNode answer = HandlerInvocation.of(handler, event.toString());
            return new Answer(
                    answer.path("statusCode").asInt(),
                    MAPPER.convertValue(
                            answer.path("headers"),
                            MAPPER.getTypeFactory().constructMapType(Map.class, String.class, String.class)),
                    answer.path("body").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
