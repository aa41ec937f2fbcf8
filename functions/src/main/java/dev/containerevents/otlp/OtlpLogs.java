package dev.containerevents.otlp;

import dev.containerevents.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// The log records of a request (`ExportLogsServiceRequest`), each in the JSON of OpenTelemetry's data model, with
/// the resource and the scope that it belongs to.
public final class OtlpLogs {

    private final List<JsonValue.Obj> records = new ArrayList<>();
    private int malformed;

    OtlpLogs() {}

    /// Reads the binary encoding.
    ///
    /// @throws MalformedRequest if it isn't one, apart from single records
    public static OtlpLogs ofProtobuf(byte[] request) throws MalformedRequest {
        OtlpLogs logs = new OtlpLogs();
        OtlpProtobuf.read(new ProtobufReader(request), logs);
        return logs;
    }

    /// Reads the JSON encoding.
    ///
    /// @throws MalformedRequest if it isn't one, apart from single records
    public static OtlpLogs ofJson(String request) throws MalformedRequest {
        OtlpLogs logs = new OtlpLogs();
        OtlpJson.read(request, logs);
        return logs;
    }

    void add(JsonValue.Obj logRecord) {
        records.add(logRecord);
    }

    void addMalformed() {
        malformed++;
    }

    /// Returns the records that could be read.
    public List<JsonValue.Obj> records() {
        return records;
    }

    /// Returns how many records couldn't be read.
    public int malformed() {
        return malformed;
    }
}
