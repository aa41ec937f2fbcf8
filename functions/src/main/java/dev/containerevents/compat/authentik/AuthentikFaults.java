package dev.containerevents.compat.authentik;

import dev.containerevents.http.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects the faults of a body by member, worded as by authentik's framework. Not thread-safe.
final class AuthentikFaults {

    /// Stands for the body as a whole.
    static final String WHOLE = "non_field_errors";

    private final Map<String, List<String>> faults = new LinkedHashMap<>();

    void add(String member, String why) {
        faults.computeIfAbsent(member, name -> new ArrayList<>()).add(why);
    }

    boolean none() {
        return faults.isEmpty();
    }

    /// Returns a 400: `{"action":["This field is required."]}`.
    Response answer() {
        return Response.json(400, json -> {
            json.writeStartObject();
            for (Map.Entry<String, List<String>> member : faults.entrySet()) {
                json.writeArrayFieldStart(member.getKey());
                for (String why : member.getValue()) {
                    json.writeString(why);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }
}
