package dev.containerevents.infra;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;

import dev.containerevents.http.Cors;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What lets a page of any origin call the API: keys are sent in a header that the page sets, never in a cookie.
final class CrossOrigin {

    private static final String ORIGIN = "Access-Control-Allow-Origin";

    /// The wildcard is for trace headers, `Prefer` and the attributes of CloudEvents, whose names nobody can list.
    /// It doesn't cover `Authorization`; the others are for browsers that don't know it.
    private static final String ALLOWED_HEADERS = "*,Authorization,Content-Type,Idempotency-Key";

    /// The media types of OPTIONS requests that the gateway answers, by a template for each: it has no way to say
    /// "any". These are the ones that this API's clients send, and those that HTTP libraries send of their own
    /// accord. Without a `Content-Type`, the template of `application/json` is taken.
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

    /// What a page may read of an answer; of a function's the same.
    private static final Map<String, String> ANSWER =
            Map.of(ORIGIN, Cors.ORIGIN, "Access-Control-Expose-Headers", String.join(",", Cors.EXPOSED_HEADERS));

    private static final String STATUS = "{\"statusCode\":204}";

    private CrossOrigin() {}

    /// The headers of an answer by the gateway itself, as its own syntax wants them.
    static Map<String, String> ofGatewayResponse() {
        return ANSWER.entrySet().stream()
                .collect(toMap(
                        header -> "gatewayresponse.header." + header.getKey(), header -> constant(header.getValue())));
    }

    /// The OPTIONS method of a path: the gateway answers it alone and asks for no key, because browsers send none.
    static Map<String, Object> preflight(Collection<String> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods);
        allowed.add("OPTIONS");
        Map<String, String> headers = Map.ofEntries(
                entry(ORIGIN, Cors.ORIGIN),
                entry("Access-Control-Allow-Headers", ALLOWED_HEADERS),
                entry("Access-Control-Allow-Methods", String.join(",", allowed)),
                entry("Access-Control-Max-Age", "7200"));
        Map<String, Object> declared =
                headers.keySet().stream().collect(toMap(name -> name, _ -> Map.of("schema", Map.of("type", "string"))));
        Map<String, String> values = headers.entrySet().stream()
                .collect(toMap(
                        header -> "method.response.header." + header.getKey(), header -> constant(header.getValue())));
        Map<String, Object> integration = Map.ofEntries(
                entry("type", "mock"),
                // The client's own body, passed through, would tell no status: a 500, which rings an alarm. This is a
                // 415.
                entry("passthroughBehavior", "never"),
                entry("requestTemplates", MEDIA_TYPES.stream().collect(toMap(type -> type, _ -> STATUS))),
                entry("responses", Map.of("default", Map.of("statusCode", "204", "responseParameters", values))));
        return Map.ofEntries(
                entry("responses", Map.of("204", Map.of("description", "Preflight", "headers", declared))),
                entry("x-amazon-apigateway-integration", integration));
    }

    /// The gateway's syntax for a fixed value.
    static String constant(String value) {
        return "'" + value + "'";
    }
}
