package dev.containerevents.intake;

import dev.containerevents.event.Org;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Query;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonValue;
import dev.containerevents.json.Unicode;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.IntakeTable;
import dev.containerevents.table.RequestBudget;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `POST /orgs/{org_id}/logs/{log_source}`: stores records of any form. GET, which only the API for web hooks has,
/// checks a URL and stores nothing.
public final class IngestLogs extends Endpoint {

    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /// How a body begins that was sent like a form, as Slack's and GitHub's.
    private static final String FORM = "payload=";

    /// Sources to which a CloudEvent may be sent in binary mode.
    private static final Set<String> CLOUD_EVENTS = Set.of("cloudevents", "generic");

    private final Intake intake;

    public IngestLogs() {
        this(Intake.deployed());
    }

    public IngestLogs(EventTable events, IntakeTable table) {
        this(new Intake(events, table));
    }

    private IngestLogs(Intake intake) {
        this.intake = intake;
    }

    IngestLogs(Intake intake, Duration time) {
        super(time);
        this.intake = intake;
    }

    @Override
    protected void primeMore() {
        Mapping mapping = Sources.mapping("generic", Map.of(), new Faults()).orElseThrow();
        Envelope.open(Records.values("{\"id\":\"1\",\"time\":\"2023-11-18T12:00:00Z\"}\nline"), mapping, MOST_BYTES)
                .forEach(mapping::candidate);
        intake.prime(new RequestBudget());
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        String source = request.pathParameter("log_source");
        Org org = request.orgOfSource(source);
        if (!request.method().equals("POST")) {
            return Handshake.answer(request);
        }
        Faults faults = new Faults();
        Query query = request.query(faults);
        String token = query.text("validationToken");
        Dedupe dedupe = Dedupe.of(query);
        // The authorizer has read it.
        if (request.caller().credential().source().isPresent()) {
            query.text("key");
        }
        Mapping mapping = Sources.mapping(source, overrides(query), faults)
                .orElseThrow(
                        () -> Problem.notFound("There is no such source: see SOURCES.md. For your own, use generic."));
        query.rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        if (token != null) {
            return Handshake.echo(token);
        }
        String body = CLOUD_EVENTS.contains(source)
                ? request.structuredCloudEvent("A request", MOST_BYTES).orElseGet(() -> body(request))
                : body(request);
        List<JsonValue> sent = Records.values(content(body));
        boolean isBulk = Records.isBulk(sent);
        List<JsonValue> values = isBulk ? Records.withoutActions(sent) : sent;
        return Handshake.answer(values).orElseGet(() -> {
            ReceiptFormat format = ReceiptFormat.of(source, values, isBulk);
            IntakeRequest received = new IntakeRequest(org, mapping.name(), body, dedupe);
            try {
                return format.answer(store(received, values, mapping, budget));
            } catch (Problem problem) {
                return format.refusal(problem, super.refusal(problem, request)).withHeadersOf(problem);
            }
        });
    }

    private Receipt store(IntakeRequest request, List<JsonValue> values, Mapping mapping, RequestBudget budget) {
        List<Candidate> candidates =
                received(values, mapping).stream().map(mapping::candidate).toList();
        return intake.storeAll(request, candidates, budget);
    }

    private static List<Received> received(List<JsonValue> values, Mapping mapping) {
        List<Received> records;
        try {
            records = Envelope.open(values, mapping, MOST_BYTES);
        } catch (Envelope.TooLarge e) {
            throw Problem.tooLarge("The content of a request", MOST_BYTES);
        }
        if (records.size() > Records.MOST) {
            throw Problem.tooManyRecords(Records.MOST);
        }
        return records;
    }

    /// @throws Problem 400 if the body is neither JSON nor text
    private static String body(Request request) {
        String body = Unicode.wellFormed(request.anyBody("A request", MOST_BYTES));
        if (body.indexOf('\0') >= 0) {
            throw Problem.badRequest("body has the character U+0000, so it is neither JSON nor text");
        }
        return body;
    }

    private static String content(String body) {
        if (!body.startsWith(FORM)) {
            return body;
        }
        try {
            return URLDecoder.decode(body.substring(FORM.length()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return body;
        }
    }

    private static Map<String, String> overrides(Query query) {
        Map<String, String> overrides = new TreeMap<>();
        for (String setting : Mapping.SETTINGS) {
            String text = query.text(setting);
            if (text != null) {
                overrides.put(setting, text);
            }
        }
        return overrides;
    }
}
