package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer to API Gateway.
///
/// @param headers those that are particular to it, besides the ones that every answer has
public record Response(int status, String contentType, Map<String, String> headers, Body body) {

    /// What every answer has, unless it says otherwise. `no-store`, since what a key may see is for its holder
    /// alone. `Vary`, since the gateway compresses what this client takes compressed, and doesn't say so.
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
    public static Response ok(Body body) {
        return ok("application/json", body);
    }

    /// 200 with a body of that media type.
    public static Response ok(String contentType, Body body) {
        return new Response(200, contentType, Map.of(), body);
    }

    /// 200 with a JSON body.
    public static Response ok(Json.Writer writer) {
        return ok(body(writer));
    }

    /// A JSON body with any status, such as another API's way to say what went wrong.
    public static Response json(int status, Json.Writer writer) {
        return new Response(status, "application/json", Map.of(), body(writer));
    }

    static Response of(Problem problem, String requestId) {
        return new Response(
                problem.status(), "application/problem+json", Map.of(), body(json -> problem.write(json, requestId)));
    }

    private static Body body(Json.Writer writer) {
        Body body = new Body();
        body.write(writer);
        return body;
    }

    /// Returns the same answer with that header, in the place of one of that name.
    public Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, contentType, more, body);
    }

    /// With the headers that a problem has, whatever the shape in which it is told.
    public Response withHeadersOf(Problem problem) {
        Response response = this;
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }

    /// With an empty body, from which the gateway makes `Content-Length: 0`: a client that takes the length of the
    /// GET for that of the HEAD's body would wait for it.
    Response withoutBody() {
        return new Response(status, contentType, headers, new Body());
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
