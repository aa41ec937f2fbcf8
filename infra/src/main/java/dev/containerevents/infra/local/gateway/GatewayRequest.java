package dev.containerevents.infra.local.gateway;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request as it reached the gateway.
///
/// @param path as it was sent, including escapes and a trailing slash
/// @param headers in their order, with those that AWS adds
@SuppressWarnings("ArrayRecordComponent") // never compared
record GatewayRequest(
        String id,
        Instant time,
        String method,
        String path,
        Map<String, List<String>> headers,
        Map<String, List<String>> query,
        byte[] body,
        String sourceIp) {

    static final int MAXIMUM_BODY = 10 * 1024 * 1024;

    private static final Set<String> HOP_BY_HOP = Set.of("Connection", "Content-Length", "Transfer-Encoding", "Expect");
    private static final Pattern WORD_START = Pattern.compile("(^|-)([a-z])");

    /// @param base what the path begins with, and what isn't part of it
    static GatewayRequest of(HttpExchange exchange, String base) throws IOException {
        String sourceIp = exchange.getRemoteAddress().getAddress().getHostAddress();
        String id = UUID.randomUUID().toString();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            // The server has converted all letters but the first to lower case; clients write Content-Type.
            String usual = WORD_START
                    .matcher(name)
                    .replaceAll(word -> word.group(1) + word.group(2).toUpperCase(Locale.ROOT));
            if (!HOP_BY_HOP.contains(usual)) {
                headers.put(usual, List.copyOf(values));
            }
        });
        headers.merge(
                "X-Forwarded-For",
                List.of(sourceIp),
                (sent, added) -> List.of(String.join(", ", sent) + ", " + sourceIp));
        headers.put("X-Forwarded-Proto", List.of("http"));
        headers.put(
                "X-Forwarded-Port",
                List.of(Integer.toString(exchange.getLocalAddress().getPort())));
        headers.put(
                "X-Amzn-Trace-Id",
                List.of("Root=1-" + id.substring(0, 8) + "-"
                        + id.replace("-", "").substring(8)));
        // A path that begins with two slashes looks like a host to java.net.URI.
        String host = exchange.getRequestURI().getScheme() == null
                ? exchange.getRequestURI().getRawAuthority()
                : null;
        return new GatewayRequest(
                id,
                Instant.now(),
                exchange.getRequestMethod(),
                ((host == null ? "" : "//" + host) + exchange.getRequestURI().getRawPath()).substring(base.length()),
                headers,
                query(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestBody().readNBytes(MAXIMUM_BODY + 1),
                sourceIp);
    }

    /// Returns the last value, as in the single-value maps of an event. Names of headers are case-insensitive.
    Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().getLast())
                .findFirst();
    }

    GatewayRequest withBody(byte[] decoded) {
        return new GatewayRequest(id, time, method, path, headers, query, decoded, sourceIp);
    }

    private static Map<String, List<String>> query(@Nullable String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (text != null && !text.isEmpty()) {
            for (String parameter : text.split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                query.computeIfAbsent(decode(parts[0]), name -> new ArrayList<>())
                        .add(parts.length > 1 ? decode(parts[1]) : "");
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
