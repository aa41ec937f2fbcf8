package dev.containerevents.contract;

import dev.containerevents.http.Endpoint;
import dev.containerevents.http.EntityTag;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/// `GET /openapi.json`: the contract as an OpenAPI document, for anyone.
///
/// Its server is the URL that the client called. A relative one would be lost when the document is saved to a
/// file, and many generators don't resolve it.
public final class GetOpenApi extends Endpoint {

    private static final String TYPE = "application/json";

    /// The relative server of the contract, which the URL replaces.
    private static final String SERVER = "\"url\":\".\"";

    /// How long clients may use the document without asking again, and so how long a deployment may go unnoticed.
    private static final String CACHE_CONTROL = "public, max-age=3600";

    private final ResponseBody beforeServer = new ResponseBody();
    private final ResponseBody afterServer = new ResponseBody();
    private final String tag;

    public GetOpenApi() {
        byte[] document = document();
        String text = new String(document, StandardCharsets.UTF_8);
        int server = text.indexOf(SERVER);
        beforeServer.write(text.substring(0, server));
        afterServer.write(text.substring(server + SERVER.length()));
        // The tag doesn't need the server, which is part of the URL.
        tag = EntityTag.weak(document);
    }

    private static byte[] document() {
        try (InputStream file = GetOpenApi.class.getResourceAsStream("/openapi.json")) {
            return Objects.requireNonNull(file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Response response = request.hasTag(tag)
                ? new Response(304, TYPE, Map.of(), new ResponseBody())
                : Response.ok(TYPE, body(request.address("")));
        return response.with("ETag", tag).with("Cache-Control", CACHE_CONTROL);
    }

    private ResponseBody body(String address) {
        ResponseBody body = new ResponseBody();
        body.write(beforeServer, 0, beforeServer.length());
        body.write("\"url\":");
        body.write(json -> json.writeString(address));
        body.write(afterServer, 0, afterServer.length());
        return body;
    }
}
