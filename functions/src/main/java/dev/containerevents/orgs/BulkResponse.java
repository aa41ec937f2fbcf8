package dev.containerevents.orgs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Response;
import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The response to a bulk: how many events were accepted, and the result of each.
final class BulkResponse {

    /// If no event was accepted, the status is the first of these that any result has. A client that may send some
    /// of its events again must not see the bulk as invalid.
    private static final List<Integer> PRECEDENCE = List.of(503, 429, 500);

    /// The maximum number of faults in a response. A response of more than 6 MB is lost after the events were
    /// stored, and a client that sees a failure sends them again.
    private static final int MOST_FAULTS = 3_000;

    /// A client that asks for a minimal response may read only 4 KB of it. The rest is for headers: ours, the
    /// gateway's, and those of a CDN in front of it.
    private static final int MOST_MINIMAL_BYTES = 4_096 - 1_440;

    /// The bytes around the results.
    private static final int FRAME_BYTES = "{\"accepted\":1000,\"rejected\":1000,\"results\":[]}".length();

    private final List<BulkResult> results;
    private final long accepted;

    BulkResponse(List<BulkResult> results) {
        this.results = results;
        this.accepted =
                results.stream().filter(BulkResult.Logged.class::isInstance).count();
    }

    /// Returns a response with a result for each event.
    Response whole() {
        return response(this::writeResults);
    }

    /// Returns a response with as many of the first rejected results as fit into 4 KB with the headers, without
    /// their faults.
    Response minimal() {
        return minimal(response(this::writeFirstRejected));
    }

    /// Returns the same response with the header that says that it is minimal.
    static Response minimal(Response response) {
        return response.with("Preference-Applied", "return=minimal");
    }

    private Response response(Json.Writer writer) {
        int status = status();
        Response response = Response.json(status, json -> {
            json.writeStartObject();
            json.writeNumberField("accepted", accepted);
            json.writeNumberField("rejected", results.size() - accepted);
            json.writeArrayFieldStart("results");
            writer.write(json);
            json.writeEndArray();
            json.writeEndObject();
        });
        return problems()
                .filter(problem -> problem.status() == status)
                .findFirst()
                .map(response::withHeadersOf)
                .orElse(response);
    }

    /// Returns 200 if any event was accepted, or there were none.
    private int status() {
        if (accepted > 0 || results.isEmpty()) {
            return 200;
        }
        Set<Integer> statuses = problems().map(Problem::status).collect(Collectors.toSet());
        return PRECEDENCE.stream().filter(statuses::contains).findFirst().orElse(400);
    }

    private Stream<Problem> problems() {
        return results.stream()
                .filter(BulkResult.Refused.class::isInstance)
                .map(result -> ((BulkResult.Refused) result).problem());
    }

    private void writeResults(JsonGenerator json) throws IOException {
        int faults = 0;
        for (int i = 0; i < results.size(); i++) {
            json.writeStartObject();
            json.writeNumberField("index", i);
            switch (results.get(i)) {
                case BulkResult.Logged(var id, boolean replayed) -> {
                    json.writeNumberField("status", 200);
                    json.writeStringField("event_id", id.toString());
                    json.writeBooleanField("replayed", replayed);
                }
                case BulkResult.Refused(Problem problem) -> {
                    faults += problem.faults().size();
                    (faults <= MOST_FAULTS ? problem : problem.withoutFaults()).writeMembers(json);
                }
            }
            json.writeEndObject();
        }
    }

    private void writeFirstRejected(JsonGenerator json) throws IOException {
        int left = MOST_MINIMAL_BYTES - FRAME_BYTES;
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof BulkResult.Refused(Problem problem)) {
                byte[] result = withoutFaults(i, problem);
                left -= result.length + 1;
                if (left < 0) {
                    return;
                }
                json.writeRawValue(new String(result, StandardCharsets.UTF_8));
            }
        }
    }

    private static byte[] withoutFaults(int index, Problem problem) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, json -> {
            json.writeStartObject();
            json.writeNumberField("index", index);
            json.writeNumberField("status", problem.status());
            json.writeStringField("detail", problem.withoutFaults().detail());
            json.writeEndObject();
        });
        return out.toByteArray();
    }
}
