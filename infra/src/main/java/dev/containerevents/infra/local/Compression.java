package dev.containerevents.infra.local;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// The gateway's gzip, in both directions. Off, and then the function sees what was sent, unless the API sets a
/// size.
///
/// @param from the size in bytes from which answers are compressed
record Compression(Optional<Integer> from) {

    private static final Pattern GZIP = Pattern.compile("(^|.*,)\\s*(gzip|\\*)\\s*(;\\s*q=(1|0?\\.0*[1-9]).*)?(,.*|$)");

    GatewayRequest inflate(GatewayRequest request) throws GatewayFault {
        if (from.isEmpty() || !request.header("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
            return request;
        }
        byte[] inflated;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            inflated = in.readNBytes(GatewayRequest.MAXIMUM_BODY + 1);
        } catch (IOException broken) {
            throw new GatewayFault(GatewayFault.Type.UNSUPPORTED_MEDIA_TYPE, "the body is not gzip");
        }
        if (inflated.length > GatewayRequest.MAXIMUM_BODY) {
            throw new GatewayFault(GatewayFault.Type.REQUEST_TOO_LARGE, "inflated, the request is larger than 10 MB");
        }
        return request.withBody(inflated);
    }

    Answer compress(Answer answer, GatewayRequest request) {
        if (from.isEmpty()
                || answer.body().length < from.get()
                || answer.body().length == 0
                || answer.headers().keySet().stream().anyMatch("Content-Encoding"::equalsIgnoreCase)
                || !GZIP.matcher(request.header("Accept-Encoding").orElse("")).matches()) {
            return answer;
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers());
        headers.put("Content-Encoding", List.of("gzip"));
        return new Answer(answer.status(), headers, compressed.toByteArray());
    }
}
