package dev.containerevents.intake;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Query;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonValue;
import dev.containerevents.otlp.MalformedRequest;
import dev.containerevents.otlp.OtlpLogs;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.IntakeTable;
import dev.containerevents.table.RequestBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `POST /orgs/{org_id}/otlp/v1/logs`: stores the log records of OpenTelemetry's exporters (OTLP/HTTP). They are
/// mapped as the source `otel` is.
public final class IngestOtlpLogs extends Endpoint {

    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /// Tells the keys of these records from those of every source.
    private static final String SOURCE = "otlp";

    private final Intake intake;
    private final Mapping mapping =
            Sources.mapping("otel", Map.of(), new Faults()).orElseThrow();

    public IngestOtlpLogs() {
        this(Intake.deployed());
    }

    public IngestOtlpLogs(EventTable events, IntakeTable table) {
        this(new Intake(events, table));
    }

    private IngestOtlpLogs(Intake intake) {
        this.intake = intake;
    }

    IngestOtlpLogs(Intake intake, Duration time) {
        super(time);
        this.intake = intake;
    }

    @Override
    protected void primeMore() {
        try {
            candidates(OtlpLogs.ofJson("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}]}]}"));
            candidates(OtlpLogs.ofProtobuf(new byte[] {10, 4, 18, 2, 18, 0}));
        } catch (MalformedRequest e) {
            throw new IllegalStateException(e);
        }
        intake.prime(new RequestBudget());
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.WRITE);
        Faults faults = new Faults();
        Query query = request.query(faults);
        Dedupe dedupe = Dedupe.of(query);
        query.rejectUnknown();
        OtlpFormat format = OtlpFormat.of(request);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        OtlpLogs logs = logs(request, format);
        if (logs.malformed() > OtlpFormat.MOST_REJECTED) {
            throw Problem.badRequest("body has " + logs.malformed() + " log records that can't be read");
        }
        if (logs.records().size() > Records.MOST) {
            throw Problem.tooManyRecords(Records.MOST);
        }
        intake.storeAll(new IntakeRequest(org, SOURCE, request.body(), dedupe), candidates(logs), budget);
        return format.answer(logs.malformed());
    }

    private static OtlpLogs logs(Request request, OtlpFormat format) {
        try {
            return switch (format) {
                case PROTOBUF -> OtlpLogs.ofProtobuf(request.binaryBody("A request", MOST_BYTES));
                case JSON -> OtlpLogs.ofJson(request.jsonBody("A request", MOST_BYTES));
            };
        } catch (MalformedRequest e) {
            throw Problem.badRequest("body " + e.getMessage());
        }
    }

    private List<Candidate> candidates(OtlpLogs logs) {
        List<Candidate> candidates = new ArrayList<>(logs.records().size());
        for (JsonValue.Obj logRecord : logs.records()) {
            candidates.add(mapping.candidate(new Received(logRecord, false, Received.Origin.UNKNOWN)));
        }
        return candidates;
    }

    @Override
    protected Response refusal(Problem problem, Request request) {
        return OtlpFormat.of(request).refusal(problem);
    }
}
