package dev.containerevents.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the console's files are served. They are those of the folder `console` of the test's resources.
final class GetConsoleTest {

    private final GetConsole handler = new GetConsole();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/ | /v1/console/app.0123abcd.js",
                "/v1 | /v1/console/app.0123abcd.js",
                "/ | /console/app.0123abcd.js",
                "/audit/trail/ | /audit/trail/console/app.0123abcd.js",
                "//evil.example/ | /evil.example/console/app.0123abcd.js",
                "/a'\"><script>&/ | /a&#39;&quot;&gt;&lt;script&gt;&amp;/console/app.0123abcd.js"
            })
    void namesItsScriptByTheWholePathWhateverComesBefore(String path, String script) throws IOException {
        JsonNode page = call("/", path, null, null);

        assertThat(page.path("statusCode").asInt()).isEqualTo(200);
        assertThat(page.path("body").asText())
                .contains("src=\"" + script + "\"")
                .contains("Türme")
                .doesNotContain("{base}");
    }

    @Test
    void servesThePageStrictly() throws IOException {
        JsonNode headers = call("/", "/v1/", null, null).path("headers");

        assertThat(headers.path("Content-Type").asText()).isEqualTo("text/html; charset=utf-8");
        assertThat(headers.path("Cache-Control").asText()).isEqualTo("no-cache");
        assertThat(headers.path("Content-Security-Policy").asText())
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                .contains("base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe", "*");
        assertThat(headers.path("Cross-Origin-Opener-Policy").asText()).isEqualTo("same-origin");
        assertSafe(headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app.0123abcd.js | public, max-age=31536000, immutable",
                "container-events.js | public, max-age=600"
            })
    void servesScriptsToAnyOrigin(String file, String caching) throws IOException {
        JsonNode answer = call("/console/{file}", "/v1/console/" + file, file, null);

        JsonNode headers = answer.path("headers");
        assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
        assertThat(answer.path("body").asText()).isNotEmpty();
        assertThat(headers.path("Content-Type").asText()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(headers.path("Cache-Control").asText()).isEqualTo(caching);
        assertThat(headers.path("Cross-Origin-Resource-Policy").asText()).isEqualTo("cross-origin");
        assertThat(headers.path("Access-Control-Allow-Origin").asText()).isEqualTo("*");
        assertSafe(headers);
    }

    private static void assertSafe(JsonNode headers) {
        Map.of(
                        "X-Content-Type-Options", "nosniff",
                        "Referrer-Policy", "no-referrer",
                        "X-Robots-Tag", "noindex",
                        "Vary", "Accept-Encoding")
                .forEach((name, value) ->
                        assertThat(headers.path(name).asText()).as(name).isEqualTo(value));
    }

    @ParameterizedTest
    @CsvSource({"/,", "/console/{file},app.0123abcd.js", "/console/{file},container-events.js"})
    void sendsNothingToWhoeverHasTheCurrentVersion(String resource, @Nullable String file) throws IOException {
        String path = file == null ? "/v1/" : "/v1/console/" + file;
        String tag = call(resource, path, file, null).at("/headers/ETag").asText();

        JsonNode again = call(resource, path, file, tag);
        JsonNode other = call(resource, path, file, "W/\"00000000\"");

        assertThat(tag).matches("W/\"[0-9a-f]{8}\"");
        assertThat(again.path("statusCode").asInt()).isEqualTo(304);
        assertThat(again.path("body").asText()).isEmpty();
        assertThat(again.at("/headers/ETag").asText()).isEqualTo(tag);
        assertThat(again.at("/headers/Cache-Control").asText()).isNotEqualTo("no-store");
        assertThat(other.path("statusCode").asInt()).isEqualTo(200);
    }

    /// Only the console's scripts are reachable, by their exact names.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.html",
                "app.deadbeef.js",
                "missing.js",
                "app.0123abcd.js.map",
                "..%2fopenapi.json",
                "..%2fconsole%2fapp.0123abcd.js",
                "..",
                ".js",
                "%00.js",
                "%zz",
                "App.0123abcd.js",
                "container-events.js%2f",
                "container-events.js%00.js"
            })
    void knowsNoOtherFile(String file) throws IOException {
        JsonNode answer = call("/console/{file}", "/v1/console/" + file, file, "*");

        assertThat(answer.path("statusCode").asInt()).isEqualTo(404);
        assertThat(answer.at("/headers/Cache-Control").asText()).isEqualTo("no-store");
        assertThat(answer.at("/headers/Content-Type").asText()).isEqualTo("application/problem+json");
    }

    /// @param file as the gateway passes it on, percent-encoded; null if the route has none
    private JsonNode call(String resource, String path, @Nullable String file, @Nullable String tag)
            throws IOException {
        ObjectNode event = new ObjectMapper()
                .createObjectNode()
                .put("httpMethod", "GET")
                .put("resource", resource)
                .put("path", path);
        event.putObject("requestContext").put("path", path).put("requestId", "r-1");
        if (file != null) {
            event.putObject("pathParameters").put("file", file);
        }
        if (tag != null) {
            event.putObject("multiValueHeaders").putArray("If-None-Match").add(tag);
        }
        return HandlerInvocation.of(handler, event.toString());
    }
}
