package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.EventBudget;
import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Says why a request can't be answered as it was meant. Thrown anywhere, turned into a response in one place, in
/// the shape of all errors of this API (RFC 9457, and `message`).
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// The end of a detail that isn't complete.
    private static final String SEE_ERRORS = ", see errors)";

    /// The member of a 429 that names the limit.
    private static final String LIMIT = "limit";

    private final int status;
    private final String title;
    private final transient List<Fault> faults;
    private final transient Map<String, String> headers;

    /// JsonObjectReader of its own kind, besides those that all problems have.
    private final transient Map<String, String> members;

    private Problem(int status, String title, String detail, List<Fault> faults) {
        this(status, title, detail, faults, Map.of(), Map.of());
    }

    private Problem(
            int status,
            String title,
            String detail,
            List<Fault> faults,
            Map<String, String> headers,
            Map<String, String> members) {
        // A problem is a response, not a defect: no stack trace.
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.faults = faults;
        this.headers = headers;
        this.members = members;
    }

    /// Returns the same problem with a header, which its response has in every API's shape.
    Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, title, detail(), faults, more, members);
    }

    /// Returns a 400 with all faults of the request.
    public static Problem badRequest(Faults faults) {
        return of(400, "Bad Request", faults);
    }

    /// Returns a 415 with all reasons why the body can't be read.
    static Problem unsupportedMediaType(Faults faults) {
        return of(415, "Unsupported Media Type", faults);
    }

    /// Returns a 415 with one reason.
    static Problem unsupportedMediaType(String where, String why) {
        Faults faults = new Faults();
        faults.add(where, why);
        return unsupportedMediaType(faults);
    }

    private static Problem of(int status, String title, Faults faults) {
        List<Fault> list = faults.list();
        Fault first = list.getFirst();
        String more = list.size() == 1 ? "" : " (and " + (faults.count() - 1) + " more" + SEE_ERRORS;
        return new Problem(status, title, first.where() + " " + first.why() + more, list);
    }

    /// Returns a 400 for a request of which no single part is wrong.
    public static Problem badRequest(String detail) {
        return new Problem(400, "Bad Request", detail, List.of());
    }

    /// Returns a 401: the request has no valid key.
    public static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "Send a valid key: Authorization: Bearer KEY.", List.of());
    }

    /// Returns a 403: the caller lacks the right.
    public static Problem forbidden() {
        return new Problem(
                403, "Forbidden", "The key lacks the right to do this, or belongs to another organisation.", List.of());
    }

    public static Problem notFound(String detail) {
        return new Problem(404, "Not Found", detail, List.of());
    }

    /// Returns a 406: the client accepts none of these media types.
    public static Problem notAcceptable(List<String> types) {
        Fault fault = new Fault("header/Accept", "must allow one of " + String.join(", ", types));
        return new Problem(406, "Not Acceptable", fault.where() + " " + fault.why(), List.of(fault));
    }

    /// Returns a 410, with members that tell the client how to continue.
    public static Problem gone(String detail, Map<String, String> members) {
        return new Problem(410, "Gone", detail, List.of(), Map.of(), members);
    }

    /// Returns a 413: the body has too many bytes.
    public static Problem tooLarge(String what, int mostBytes) {
        return new Problem(
                413, "Content Too Large", what + " must have at most " + mostBytes / 1024 + " KB.", List.of());
    }

    /// Returns a 413: the body has too many records.
    public static Problem tooManyRecords(int most) {
        return new Problem(413, "Content Too Large", "A request must have at most " + most + " records.", List.of());
    }

    /// Returns a 422: the same idempotency key, another event.
    ///
    /// @param origins where the members in which the two events differ are in the request: `body/status`
    public static Problem conflict(List<String> origins) {
        return new Problem(
                422,
                "Unprocessable Content",
                "Another event was logged with this idempotency key and timestamp; it wasn't changed.",
                origins.stream()
                        .map(origin -> new Fault(origin, "differs from what was logged"))
                        .toList());
    }

    /// Returns a 422: the request is valid, but asks for too much at once.
    public static Problem unprocessable(String detail) {
        return new Problem(422, "Unprocessable Content", detail, List.of());
    }

    /// Returns a 429: the table takes no more at the moment.
    public static Problem throttled() {
        return tooMany(
                "Too many reads or writes at once for the table: try again in a second.",
                1,
                Map.of(LIMIT, Limit.CAPACITY.text()));
    }

    /// Returns a 429: the organisation has stored as many events as it may on that day.
    public static Problem budgetSpent(EventBudget budget, Instant now) {
        return tooMany(
                "The organisation may store " + budget.perDay()
                        + " events a day (UTC), and has. It may store more from " + budget.reset() + " on.",
                budget.secondsToReset(now),
                Map.of(
                        LIMIT,
                        Limit.EVENTS_PER_DAY.text(),
                        "reset",
                        budget.reset().toString()));
    }

    private static Problem tooMany(String detail, long retryAfter, Map<String, String> members) {
        return new Problem(429, "Too Many Requests", detail, List.of(), Map.of(), members)
                .with("Retry-After", Long.toString(retryAfter));
    }

    public static Problem internal() {
        return new Problem(500, "Internal Server Error", "Something went wrong on our side.", List.of());
    }

    public static Problem unavailable() {
        return new Problem(503, "Service Unavailable", "The service is unavailable: try again in a second.", List.of())
                .with("Retry-After", "1");
    }

    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    public int status() {
        return status;
    }

    /// Returns the faults of the request, if they can be told apart.
    public List<Fault> faults() {
        return faults;
    }

    /// Returns the same problem without the list of faults, for a response with many problems. Its detail has the
    /// first fault and the number of further ones.
    public Problem withoutFaults() {
        String detail = detail();
        boolean refers = detail.endsWith(SEE_ERRORS);
        return new Problem(
                status,
                title,
                refers ? detail.substring(0, detail.length() - SEE_ERRORS.length()) + ")" : detail,
                List.of(),
                headers,
                members);
    }

    /// Returns further headers of its response.
    Map<String, String> headers() {
        return headers;
    }

    void write(JsonGenerator json, String requestId) throws IOException {
        json.writeStartObject();
        writeMembers(json);
        json.writeStringField("request_id", requestId);
        json.writeEndObject();
    }

    /// Writes all members except the request's id into the current object.
    public void writeMembers(JsonGenerator json) throws IOException {
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", title);
        json.writeNumberField("status", status);
        json.writeStringField("detail", getMessage());
        json.writeStringField("message", getMessage());
        Fault.write(json, faults);
        for (Map.Entry<String, String> member : members.entrySet()) {
            json.writeStringField(member.getKey(), member.getValue());
        }
    }
}
