package dev.containerevents.log;

import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/// Writes one log line of JSON, whose members CloudWatch can search. It names no person and contains nothing that
/// was sent.
public final class LogLine {

    private LogLine() {}

    /// Prints one line.
    ///
    /// @param operation the name of the function
    /// @param failure   why it is an error; null if it isn't one
    /// @param members   writes further members of the object
    public static void write(String operation, @Nullable Throwable failure, Json.Writer members) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        Json.write(line, json -> {
            json.writeStartObject();
            json.writeStringField("level", failure == null ? "INFO" : "ERROR");
            json.writeStringField("operation", operation);
            members.write(json);
            if (failure != null) {
                json.writeStringField("failure", stackTrace(failure));
            }
            json.writeEndObject();
        });
        line.write('\n');
        System.out.writeBytes(line.toByteArray());
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
