package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A request that can't be answered as it was meant: thrown anywhere, answered in one place, in the one shape that
/// all errors of this API have (RFC 9457, and `message`).
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// How a detail ends that isn't the whole of it.
    private static final String SEE_ERRORS = ", see errors)";

    private final int status;
    private final String title;
    private final transient List<Fault> faults;
    private final transient Map<String, String> headers;

    private Problem(int status, String title, String detail, List<Fault> faults) {
        this(status, title, detail, faults, Map.of());
    }

    private Problem(int status, String title, String detail, List<Fault> faults, Map<String, String> headers) {
        // A problem is an answer, not a defect: no stack trace.
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.faults = faults;
        this.headers = headers;
    }

    /// The same with a header that its answer has in every API's shape.
    Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, title, detail(), faults, more);
    }

    /// 400, with all that is wrong with the request.
    public static Problem badRequest(Faults faults) {
        return of(400, "Bad Request", faults);
    }

    /// 415, with all that keeps the body from being read.
    static Problem unsupportedMediaType(Faults faults) {
        return of(415, "Unsupported Media Type", faults);
    }

    /// 415, for one reason.
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

    /// 400, where no part of the request is wrong by itself.
    public static Problem badRequest(String detail) {
        return new Problem(400, "Bad Request", detail, List.of());
    }

    static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "A valid key is needed: Authorization: Bearer KEY.", List.of());
    }

    static Problem forbidden() {
        return new Problem(403, "Forbidden", "This key doesn't allow that.", List.of());
    }

    public static Problem notFound(String detail) {
        return new Problem(404, "Not Found", detail, List.of());
    }

    /// 406: the client takes none of these media types.
    public static Problem notAcceptable(List<String> types) {
        Fault fault = new Fault("header/Accept", "must allow one of " + String.join(", ", types));
        return new Problem(406, "Not Acceptable", fault.where() + " " + fault.why(), List.of(fault));
    }

    /// 413: more bytes than it may have.
    public static Problem tooLarge(String what, int mostBytes) {
        return new Problem(
                413, "Content Too Large", what + " must have at most " + mostBytes / 1024 + " KB.", List.of());
    }

    /// 422: the same idempotency key, another event.
    ///
    /// @param members those in which the two events differ, as the request calls them
    public static Problem conflict(List<String> members) {
        return new Problem(
                422,
                "Unprocessable Content",
                "Another event was logged with this idempotency key and timestamp; it stays as it is.",
                members.stream()
                        .map(member -> new Fault("body/" + member, "differs from what was logged"))
                        .toList());
    }

    /// 422: it can be read, and asks for more than there is at once.
    public static Problem unprocessable(String detail) {
        return new Problem(422, "Unprocessable Content", detail, List.of());
    }

    public static Problem throttled() {
        return new Problem(429, "Too Many Requests", "Too many requests at once; please try again shortly.", List.of())
                .with("Retry-After", "1");
    }

    public static Problem internal() {
        return new Problem(500, "Internal Server Error", "Something went wrong on our side.", List.of());
    }

    public static Problem unavailable() {
        return new Problem(503, "Service Unavailable", "Not available just now; please try again shortly.", List.of())
                .with("Retry-After", "1");
    }

    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    public int status() {
        return status;
    }

    /// All that is wrong with the request, where that can be told apart.
    public List<Fault> faults() {
        return faults;
    }

    /// The same without the list of faults, for where many problems share one response. Its detail tells the first
    /// fault, and how many more there are.
    public Problem withoutFaults() {
        String detail = detail();
        boolean refers = detail.endsWith(SEE_ERRORS);
        return new Problem(
                status,
                title,
                refers ? detail.substring(0, detail.length() - SEE_ERRORS.length()) + ")" : detail,
                List.of(),
                headers);
    }

    /// Further headers of its answer.
    Map<String, String> headers() {
        return headers;
    }

    void write(JsonGenerator json, String requestId) throws IOException {
        json.writeStartObject();
        writeMembers(json);
        json.writeStringField("request_id", requestId);
        json.writeEndObject();
    }

    /// Writes all members but the request's id into an object that was begun.
    public void writeMembers(JsonGenerator json) throws IOException {
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", title);
        json.writeNumberField("status", status);
        json.writeStringField("detail", getMessage());
        json.writeStringField("message", getMessage());
        Fault.write(json, faults);
    }
}
