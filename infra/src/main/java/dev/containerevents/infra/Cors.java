package dev.containerevents.infra;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What lets a page of any origin call the API: keys travel in a header that the page sets, never in a cookie.
final class Cors {

    private static final String ORIGIN = "Access-Control-Allow-Origin";
    private static final String ANY = "*";

    /// What a page may read of an answer.
    private static final Map<String, String> ANSWER = Map.of(
            ORIGIN,
            ANY,
            "Access-Control-Expose-Headers",
            "Location,Link,Retry-After,X-Consumed-Read-Units,X-Consumed-Write-Units,Idempotent-Replayed");

    private Cors() {}

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
        Map<String, String> headers = Map.of(
                ORIGIN,
                ANY,
                "Access-Control-Allow-Headers",
                "Authorization,Content-Type,Idempotency-Key",
                "Access-Control-Allow-Methods",
                String.join(",", allowed),
                "Access-Control-Max-Age",
                "7200");
        Map<String, Object> declared = headers.keySet().stream()
                .collect(Collectors.toMap(name -> name, _ -> Map.of("schema", Map.of("type", "string"))));
        Map<String, String> values = headers.entrySet().stream()
                .collect(Collectors.toMap(
                        header -> "method.response.header." + header.getKey(), header -> constant(header.getValue())));
        return Map.of(
                "responses", Map.of("204", Map.of("description", "Preflight", "headers", declared)),
                "x-amazon-apigateway-integration",
                        Map.of(
                                "type",
                                "mock",
                                "passthroughBehavior",
                                "when_no_match",
                                "requestTemplates",
                                Map.of("application/json", "{\"statusCode\":204}"),
                                "responses",
                                Map.of("default", Map.of("statusCode", "204", "responseParameters", values))));
    }

    /// The gateway's syntax for a fixed value.
    static String constant(String value) {
        return "'" + value + "'";
    }
}
