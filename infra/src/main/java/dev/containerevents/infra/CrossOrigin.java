package dev.containerevents.infra;

import static java.util.Map.entry;

import dev.containerevents.http.Cors;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What lets a page of any origin call the API: keys travel in a header that the page sets, never in a cookie.
final class CrossOrigin {

    private static final String ORIGIN = "Access-Control-Allow-Origin";

    /// What a page may read of an answer; of a function's the same.
    private static final Map<String, String> ANSWER =
            Map.of(ORIGIN, Cors.ORIGIN, "Access-Control-Expose-Headers", String.join(",", Cors.EXPOSED_HEADERS));

    private CrossOrigin() {}

    /// The headers of an answer by the gateway itself, as its own syntax wants them.
    static Map<String, String> ofGatewayResponse() {
        return ANSWER.entrySet().stream()
                .collect(Collectors.toMap(
                        header -> "gatewayresponse.header." + header.getKey(), header -> constant(header.getValue())));
    }

    /// The OPTIONS method of a path: the gateway answers it alone and asks for no key, because browsers send none.
    static Map<String, Object> preflight(Collection<String> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods);
        allowed.add("OPTIONS");
        Map<String, String> headers = Map.ofEntries(
                entry(ORIGIN, Cors.ORIGIN),
                entry("Access-Control-Allow-Headers", "Authorization,Content-Type,Idempotency-Key"),
                entry("Access-Control-Allow-Methods", String.join(",", allowed)),
                entry("Access-Control-Max-Age", "7200"));
        Map<String, Object> declared = headers.keySet().stream()
                .collect(Collectors.toMap(name -> name, _ -> Map.of("schema", Map.of("type", "string"))));
        Map<String, String> values = headers.entrySet().stream()
                .collect(Collectors.toMap(
                        header -> "method.response.header." + header.getKey(), header -> constant(header.getValue())));
        Map<String, Object> integration = Map.ofEntries(
                entry("type", "mock"),
                entry("passthroughBehavior", "when_no_match"),
                entry("requestTemplates", Map.of("application/json", "{\"statusCode\":204}")),
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
