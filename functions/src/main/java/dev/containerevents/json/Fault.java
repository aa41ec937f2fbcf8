package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/// One error in a request.
///
/// @param where the part of the request, then the name in it: `body/status`, `query/limit`, `path/container_id`
/// @param why   what was expected; completes a sentence that begins with the name: `must be SUCCESS or FAIL`
public record Fault(String where, String why) {

    /// Writes the member `errors` of a response, unless there are none.
    public static void write(JsonGenerator json, List<Fault> faults) throws IOException {
        if (!faults.isEmpty()) {
            json.writeArrayFieldStart("errors");
            for (Fault fault : faults) {
                json.writeStartObject();
                json.writeStringField("where", fault.where());
                json.writeStringField("why", fault.why());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
