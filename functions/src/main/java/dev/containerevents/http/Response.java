package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// A response to API Gateway.
///
/// @param headers its own headers, besides those that every response has
public record Response(int status, String contentType, Map<String, String> headers, ResponseBody body) {

    /// The headers of every response, unless it overrides them. `no-store`, because only the key's holder may see
    /// it. `Vary`, because the gateway compresses the response if the client accepts that, and doesn't say so.
    private static final Map<String, String> COMMON_HEADERS = Map.of(
            "Access-Control-Allow-Origin",
            Cors.ORIGIN,
            "Access-Control-Expose-Headers",
            String.join(", ", Cors.EXPOSED_HEADERS),
            "Cache-Control",
            "no-store",
            "Vary",
            "Accept-Encoding");

    /// 200 with a JSON body.
    public static Response ok(ResponseBody body) {
        return ok("application/json", body);
    }

    /// Returns a 200 with a body of that media type.
    public static Response ok(String contentType, ResponseBody body) {
        return new Response(200, contentType, Map.of(), body);
    }

    /// 200 with a JSON body.
    public static Response ok(Json.Writer writer) {
        return ok(body(writer));
    }

    /// Returns a JSON body with any status, such as an error in another API's shape.
    public static Response json(int status, Json.Writer writer) {
        return new Response(status, "application/json", Map.of(), body(writer));
    }

    /// Returns a body of any media type with any status.
    public static Response of(int status, String contentType, ResponseBody body) {
        return new Response(status, contentType, Map.of(), body);
    }

    static Response of(Problem problem, String requestId) {
        return new Response(
                problem.status(), "application/problem+json", Map.of(), body(json -> problem.write(json, requestId)));
    }

    private static ResponseBody body(Json.Writer writer) {
        ResponseBody body = new ResponseBody();
        body.write(writer);
        return body;
    }

    /// Returns the same response with that header, which replaces one of that name.
    public Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, contentType, more, body);
    }

    /// Returns the same response with a problem's headers.
    public Response withHeadersOf(Problem problem) {
        Response response = this;
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }

    /// Returns the same response with an empty body, for which the gateway sends `Content-Length: 0`: a client
    /// that took the GET's length for that of the HEAD's body would wait for it.
    Response withoutBody() {
        return new Response(status, contentType, headers, new ResponseBody());
    }

    /// Writes the proxy response.
    void write(OutputStream out) {
        Json.write(out, this::write);
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("statusCode", status);
        json.writeObjectFieldStart("headers");
        json.writeStringField("Content-Type", contentType);
        Map<String, String> all = new LinkedHashMap<>(COMMON_HEADERS);
        all.putAll(headers);
        for (Map.Entry<String, String> header : all.entrySet()) {
            json.writeStringField(header.getKey(), header.getValue());
        }
        json.writeEndObject();
        json.writeFieldName("body");
        body.writeAsString(json);
        json.writeEndObject();
    }
}
