package dev.containerevents.http;

import dev.containerevents.json.Json;
import dev.containerevents.table.Units;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One line of JSON for each request, which CloudWatch finds by its members. It names no person and nothing of
/// what was sent.
public final class LogLine {

    private LogLine() {}

    static void write(
            String operation, Request request, int status, Units units, long nanos, @Nullable Throwable failure) {
        write(json -> {
            json.writeStringField("level", failure == null ? "INFO" : "ERROR");
            json.writeStringField("operation", operation);
            json.writeStringField("request_id", request.requestId());
            json.writeStringField("org", request.authorizer().getOrDefault("org", ""));
            json.writeNumberField("status", status);
            json.writeNumberField("read_units", units.read());
            json.writeNumberField("write_units", units.write());
            json.writeNumberField("micros", nanos / 1000);
            if (failure != null) {
                json.writeStringField("failure", stackTrace(failure));
            }
        });
    }

    /// A line about a failure in the middle of a request that goes on.
    public static void write(String operation, Throwable failure) {
        write(json -> {
            json.writeStringField("level", "ERROR");
            json.writeStringField("operation", operation);
            json.writeStringField("failure", stackTrace(failure));
        });
    }

    private static void write(Json.Writer members) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        Json.write(line, json -> {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        });
        System.out.println(line.toString(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
