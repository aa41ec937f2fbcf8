package dev.containerevents.console;

import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.table.RequestBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// `GET /` and `GET /console/{file}`: the console's page and its scripts, for anyone.
///
/// Everything is text, so the API needs no binary media type for it. Files are read when they are first asked for.
public final class GetConsole extends Endpoint {

    private static final String PAGE = "index.html";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /// Stands in the page for what precedes this API's paths, such as the stage. A relative address would depend
    /// on whether the page's own ends with a slash.
    private static final String BASE = "{base}";

    /// The names that scripts may have, and the hash of a file's content in some of them.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[0-9A-Za-z]{8,64})?\\.js");

    /// The page runs only our scripts, sends what it knows only to us, and is shown in no frame. Lit sets styles
    /// without style elements or attributes, so it needs no exception. A host page that embeds the component has a
    /// policy of its own.
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types lit-html";

    /// Of the page: asks each time, and usually gets a 304.
    private static final String ASK = "no-cache";

    /// Of a file with a hash in its name.
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    /// Of the module that other pages embed by a name that never changes, in seconds how long a deployment may go
    /// unnoticed.
    private static final String SOME_MINUTES = "public, max-age=600";

    private final Map<String, Asset> assets = new HashMap<>();

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        String name = request.pathParameter("file");
        return name.isEmpty() && !request.resource().contains("{file}") ? page(request) : script(name, request);
    }

    private Response page(Request request) {
        Asset page = asset(PAGE);
        return response(page, HTML, ASK, page.text().replace(BASE, escaped(request.basePath())), request)
                .with("Content-Security-Policy", PAGE_POLICY)
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cross-Origin-Resource-Policy", "same-origin");
    }

    private Response script(String name, Request request) {
        if (!NAME.matcher(name).matches()) {
            throw noSuchFile();
        }
        boolean hasHash = name.indexOf('.') < name.lastIndexOf('.');
        Asset script = asset(name);
        return response(script, SCRIPT, hasHash ? FOR_EVER : SOME_MINUTES, script.text(), request)
                .with("Cross-Origin-Resource-Policy", "cross-origin");
    }

    private Asset asset(String name) {
        Asset known = assets.get(name);
        if (known != null) {
            return known;
        }
        // A name without a file is not remembered: there are any number of them.
        Optional<Asset> read = Asset.read(name);
        read.ifPresent(asset -> assets.put(name, asset));
        return read.orElseThrow(GetConsole::noSuchFile);
    }

    private static Problem noSuchFile() {
        return Problem.notFound("The console has no such file.");
    }

    private static Response response(Asset asset, String type, String caching, String text, Request request) {
        ResponseBody body = new ResponseBody();
        boolean isCurrent = request.hasTag(asset.tag());
        if (!isCurrent) {
            body.write(text);
        }
        return Response.of(isCurrent ? 304 : 200, type, body)
                .with("ETag", asset.tag())
                .with("Cache-Control", caching)
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer")
                .with("X-Robots-Tag", "noindex");
    }

    /// Escapes a path for an attribute's value. The gateway passes on a path as it was sent.
    private static String escaped(String path) {
        return path.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
