package dev.containerevents.infra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.http.Limit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The gateway's own responses, in the shape of the contract's Problem.
///
/// The texts are constants: a value of the request would have to be escaped in the template, which the gateway
/// can't do.
///
/// @param type the gateway's name of the response type
/// @param headers further headers
record GatewayAnswer(String type, int status, String title, String detail, Map<String, String> headers) {

    private static final List<GatewayAnswer> ALL = List.of(
            answer("DEFAULT_4XX", 400, "Bad Request", "The request is invalid, or its path is too long."),
            // The remaining case is a function that ended before it responded.
            tryAgain("DEFAULT_5XX", 503, "Service Unavailable"),
            answer("UNAUTHORIZED", 401, "Unauthorized", "Send a valid key: Authorization: Bearer KEY.")
                    .with("WWW-Authenticate", "Bearer, Token"),
            answer(
                    "ACCESS_DENIED",
                    403,
                    "Forbidden",
                    "The key lacks the right to do this, or belongs to another organisation."),
            answer("WAF_FILTERED", 403, "Forbidden", "The request was blocked."),
            // The gateway can't distinguish an unknown path from a known one without a key that it understands. With
            // an Authorization header, it treats the request as badly signed. No path of ours is signed.
            notFound("MISSING_AUTHENTICATION_TOKEN"),
            notFound("INVALID_SIGNATURE"),
            notFound("EXPIRED_TOKEN"),
            notFound("RESOURCE_NOT_FOUND"),
            answer(
                    "REQUEST_TOO_LARGE",
                    413,
                    "Content Too Large",
                    "The body has more than 6 MB when it is escaped as a JSON string: send at most 3 MB."),
            answer(
                            "UNSUPPORTED_MEDIA_TYPE",
                            415,
                            "Unsupported Media Type",
                            "The body is not in the coding that Content-Encoding names, or the coding is not supported:"
                                    + " send gzip, deflate or no coding.")
                    .with("Accept-Encoding", "gzip, deflate"),
            tooMany("THROTTLED"),
            tooMany("QUOTA_EXCEEDED"),
            tryAgain("INTEGRATION_FAILURE", 503, "Service Unavailable"),
            tryAgain("INTEGRATION_TIMEOUT", 504, "Gateway Timeout"),
            answer("API_CONFIGURATION_ERROR", 500, "Internal Server Error", "Something went wrong on our side."),
            // The gateway doesn't know the usage key yet, or an operator has deleted it.
            unchecked("INVALID_API_KEY"),
            // To the gateway, a throttled or unreachable table looks like this, and a throttled authorizer.
            unchecked("AUTHORIZER_FAILURE"),
            unchecked("AUTHORIZER_CONFIGURATION_ERROR"));

    /// Returns all of them, for the API's body.
    static Map<String, Object> all() {
        return ALL.stream().collect(Collectors.toMap(GatewayAnswer::type, GatewayAnswer::definition));
    }

    private static GatewayAnswer answer(String type, int status, String title, String detail) {
        return new GatewayAnswer(type, status, title, detail, Map.of());
    }

    private static GatewayAnswer notFound(String type) {
        return answer(type, 404, "Not Found", "This path doesn't exist, or doesn't support this method.");
    }

    /// The gateway doesn't say whether it was the limit of the tier, of the method, or of the account.
    private static GatewayAnswer tooMany(String type) {
        return answer(
                        type,
                        429,
                        "Too Many Requests",
                        "More requests a second than your organisation's tier, or the whole API, allows: try again in a"
                                + " second.")
                .with("Retry-After", "1");
    }

    private static GatewayAnswer tryAgain(String type, int status, String title) {
        return answer(
                        type,
                        status,
                        title,
                        "The service didn't respond. A write may have succeeded: send it again with the same"
                                + " Idempotency-Key.")
                .with("Retry-After", "1");
    }

    private static GatewayAnswer unchecked(String type) {
        return answer(type, 503, "Service Unavailable", "The key couldn't be checked: try again in a second.")
                .with("Retry-After", "1");
    }

    private GatewayAnswer with(String header, String value) {
        return new GatewayAnswer(type, status, title, detail, Map.of(header, value));
    }

    private Map<String, Object> definition() {
        Map<String, String> parameters = new HashMap<>(CrossOrigin.ofGatewayResponse());
        parameters.put("gatewayresponse.header.Cache-Control", CrossOrigin.constant("no-store"));
        headers.forEach((name, value) -> parameters.put("gatewayresponse.header." + name, CrossOrigin.constant(value)));
        return Map.of(
                "statusCode", String.valueOf(status),
                "responseParameters", parameters,
                "responseTemplates", Map.of("application/json", problem().toString()));
    }

    private ObjectNode problem() {
        ObjectNode problem = new ObjectMapper()
                .createObjectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("message", detail);
        if (status == 429) {
            problem.put("limit", Limit.REQUESTS.text());
        }
        return problem.put("request_id", "$context.requestId");
    }
}
