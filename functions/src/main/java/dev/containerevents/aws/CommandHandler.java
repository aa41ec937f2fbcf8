package dev.containerevents.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A function that isn't part of the API: operators invoke it with a command. Everyone who may invoke it in AWS
/// may do what it does.
///
/// Returns the command's result, or `{"status":400,"detail":…,"errors":[…]}`.
///
/// @param <C> its commands
public abstract class CommandHandler<C> extends Handler {

    /// The result of a command that isn't executed.
    ///
    /// @param status as in a response of the API
    /// @param errors what is wrong with the command; empty if it was understood
    protected record Refusal(int status, String detail, List<Fault> errors) implements Json.Writer {

        public Refusal(int status, String detail) {
            this(status, detail, List.of());
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            Fault.write(json, errors);
            json.writeEndObject();
        }
    }

    /// Reads a command. Empty if there is any fault.
    protected abstract Optional<C> read(String text, Faults faults);

    /// Executes a command.
    ///
    /// @return writes its result, or a [Refusal]
    protected abstract Json.Writer execute(C command);

    /// Returns a command about an organisation that can't exist.
    protected abstract C priming();

    @Override
    protected final void prime() {
        Json.write(OutputStream.nullOutputStream(), execute(priming()));
    }

    @Override
    protected final void handle(byte[] event, OutputStream out, Context context) {
        Faults faults = new Faults();
        Json.Writer result = read(new String(event, StandardCharsets.UTF_8), faults)
                .map(this::execute)
                .orElseGet(() -> new Refusal(400, "The command is invalid; see errors.", faults.list()));
        Json.write(out, result);
    }
}
