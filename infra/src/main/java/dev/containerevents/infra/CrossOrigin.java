package dev.containerevents.infra;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;

import dev.containerevents.http.Cors;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Lets pages of any origin call the API (CORS). This is safe because keys are in a header that the page sets,
/// never in a cookie.
final class CrossOrigin {

    private static final String ORIGIN = "Access-Control-Allow-Origin";

    /// The wildcard is for trace headers, `Prefer` and the attributes of CloudEvents, whose names can't be listed.
    /// It doesn't include `Authorization`; the other headers are for browsers that don't know the wildcard.
    private static final String ALLOWED_HEADERS = "*,Authorization,Content-Type,Idempotency-Key";

    /// The media types of OPTIONS requests that the gateway answers, with a template for each, because a template
    /// can't match any type. This API's clients send these, or HTTP libraries send them by default. Without a
    /// `Content-Type`, the gateway uses the template of `application/json`.
    private static final List<String> MEDIA_TYPES = List.of(
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "application/json",
            "application/json-seq",
            "application/jsonl",
            "application/ndjson",
            "application/octet-stream",
            "application/problem+json",
            "application/x-jsonlines",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "application/xml",
            "multipart/form-data",
            "text/csv",
            "text/html",
            "text/json",
            "text/plain",
            "text/xml");

    /// The response headers that a page may read, the same as in a function's response.
    private static final Map<String, String> ANSWER =
            Map.of(ORIGIN, Cors.ORIGIN, "Access-Control-Expose-Headers", String.join(",", Cors.EXPOSED_HEADERS));

    private static final String STATUS = "{\"statusCode\":204}";

    private CrossOrigin() {}

    /// Returns the headers of the gateway's own responses, in the gateway's syntax.
    static Map<String, String> ofGatewayResponse() {
        return ANSWER.entrySet().stream()
                .collect(toMap(
                        header -> "gatewayresponse.header." + header.getKey(), header -> constant(header.getValue())));
    }

    /// Returns the OPTIONS method of a path. The gateway answers it itself and without a key, because browsers
    /// send none. Neither do senders of CloudEvents, which ask whether they may deliver events to a path
    /// (CloudEvents' web hooks, 4): any of them may, because each delivery needs a key.
    static Map<String, Object> preflight(Collection<String> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods);
        allowed.add("OPTIONS");
        Map<String, String> headers = new HashMap<>(Map.ofEntries(
                entry(ORIGIN, Cors.ORIGIN),
                entry("Access-Control-Allow-Headers", ALLOWED_HEADERS),
                entry("Access-Control-Allow-Methods", String.join(",", allowed)),
                entry("Access-Control-Max-Age", "7200")));
        if (allowed.contains("POST")) {
            headers.put("WebHook-Allowed-Origin", "*");
        }
        Map<String, Object> declared =
                headers.keySet().stream().collect(toMap(name -> name, _ -> Map.of("schema", Map.of("type", "string"))));
        Map<String, String> values = headers.entrySet().stream()
                .collect(toMap(
                        header -> "method.response.header." + header.getKey(), header -> constant(header.getValue())));
        Map<String, Object> integration = Map.ofEntries(
                entry("type", "mock"),
                // If the client's body were passed through, it would have no status, which is a 500 and triggers an
                // alarm. With this, it is a 415.
                entry("passthroughBehavior", "never"),
                entry("requestTemplates", MEDIA_TYPES.stream().collect(toMap(type -> type, _ -> STATUS))),
                entry("responses", Map.of("default", Map.of("statusCode", "204", "responseParameters", values))));
        return Map.ofEntries(
                entry("responses", Map.of("204", Map.of("description", "Preflight", "headers", declared))),
                entry("x-amazon-apigateway-integration", integration));
    }

    /// Returns a constant in the gateway's syntax.
    static String constant(String value) {
        return "'" + value + "'";
    }
}
