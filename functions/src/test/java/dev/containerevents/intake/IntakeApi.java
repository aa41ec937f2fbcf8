package dev.containerevents.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.GatewayEvent;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.http.Endpoint;
import dev.containerevents.json.Json;
import dev.containerevents.table.LocalTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The intake as a sender sees it. Calls go to the real handler, as proxy events with an authorizer's context.
///
/// @param written the table that the handler uses
/// @param read    the same table, from which events are read
record IntakeApi(LocalTable written, LocalTable read, Org org) {

    static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final AtomicInteger ORGS = new AtomicInteger();
    private static final Duration LAMBDA = Duration.ofSeconds(25);

    /// A request is stored as a whole, however slow the machine is.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// A response.
    record Answer(int status, JsonNode headers, String text) {

        JsonNode body() {
            try {
                return MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(text, e);
            }
        }

        int accepted() {
            return body().path("accepted").asInt(-1);
        }

        int replayed() {
            return body().path("replayed").asInt(-1);
        }

        int arrivalTimes() {
            return body().path("arrival_time").asInt(-1);
        }
    }

    /// Returns the client of a new organisation.
    static IntakeApi fresh(LocalTable table) {
        Org org = Org.plain("org-" + ORGS.incrementAndGet());
        table.access().create(org.id());
        return new IntakeApi(table, table, org);
    }

    /// Returns the client of the same organisation whose handler uses another table object, such as one behind a
    /// proxy.
    IntakeApi through(LocalTable other) {
        return new IntakeApi(other, read, org);
    }

    Answer send(String source, String body, String... headers) {
        return send(source, Map.of(), body, headers);
    }

    Answer send(String source, Map<String, String> query, String body, String... headers) {
        return sendWithin(PATIENCE, source, query, body, headers);
    }

    Answer sendWithin(Duration time, String source, Map<String, String> query, String body, String... headers) {
        IngestLogs handler = new IngestLogs(new Intake(written.events(), written.intake()), time);
        return answer(
                handler,
                post("/logs/" + source)
                        .pathParameters(Map.of("log_source", source))
                        .query(query)
                        .body(body)
                        .headers(headers));
    }

    /// Sends log records of OpenTelemetry in JSON.
    Answer sendOtlp(String json, String... headers) {
        return answer(otlp(), post("/otlp/v1/logs").body(json).headers(headers));
    }

    /// Sends log records of OpenTelemetry in protobuf, as the gateway passes them on.
    Answer sendOtlp(byte[] protobuf) {
        return answer(otlp(), post("/otlp/v1/logs").body(protobuf).headers("Content-Type", "application/x-protobuf"));
    }

    private IngestOtlpLogs otlp() {
        return new IngestOtlpLogs(new Intake(written.events(), written.intake()), PATIENCE);
    }

    private GatewayEvent post(String path) {
        return GatewayEvent.of("POST", "/orgs/" + org.id() + path, org).pathParameters(Map.of("org_id", org.id()));
    }

    private static Answer answer(Endpoint handler, GatewayEvent event) {
        try {
            JsonNode answer = HandlerInvocation.of(handler, event.toString(), LAMBDA);
            return new Answer(
                    answer.path("statusCode").asInt(),
                    answer.path("headers"),
                    answer.path("body").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns a record of that number, at a millisecond of its own.
    static String record(int number) {
        return "{\"time\":\"2023-11-18T12:00:00.%03dZ\",\"n\":%d}".formatted(number + 1, number);
    }

    /// Returns the numbers of the records that are stored, sorted by time; -1 for other events.
    List<Integer> numbers() {
        return events().stream().map(event -> event.at("/context/n").asInt(-1)).toList();
    }

    /// Returns the organisation's events, as the API writes them, sorted by time.
    List<JsonNode> events() {
        return read.stored(org).stream().map(IntakeApi::json).toList();
    }

    private static JsonNode json(Event event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, event::write);
        try {
            return MAPPER.readTree(out.toString(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
