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

    /// The status of a bulk of which nothing was accepted is the first of these that any result has. A client that
    /// may send some of its events again must not take the bulk for a bad one.
    private static final List<Integer> PRECEDENCE = List.of(503, 429, 500);

    /// How many faults are listed in all. A response may have 6 MB; one that has more is lost after the events
    /// were stored, and a client that sees a failure sends them again.
    private static final int MOST_FAULTS = 3_000;

    /// A client that asks for a minimal response may read no more than 4 KB of it. The rest is for headers: ours,
    /// those of the gateway, and those of a CDN in front of it.
    private static final int MOST_MINIMAL_BYTES = 4_096 - 1_280;

    /// What stands around the results.
    private static final int FRAME_BYTES = "{\"accepted\":1000,\"rejected\":1000,\"results\":[]}".length();

    private final List<BulkResult> results;
    private final long accepted;

    BulkResponse(List<BulkResult> results) {
        this.results = results;
        this.accepted =
                results.stream().filter(BulkResult.Logged.class::isInstance).count();
    }

    /// With a result for each event.
    Response whole() {
        return response(this::writeResults);
    }

    /// With as many rejected results as fit into 4 KB with the headers, the first ones, without their faults.
    Response minimal() {
        return minimal(response(this::writeFirstRejected));
    }

    /// The same with the header that says that it is a minimal one.
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

    /// 200 if any event was accepted, or there were none.
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
