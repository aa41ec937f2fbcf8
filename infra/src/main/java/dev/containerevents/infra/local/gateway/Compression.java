package dev.containerevents.infra.local.gateway;

import dev.containerevents.infra.local.template.HttpAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/// The gateway's content codings, `gzip`, `deflate` and `identity`, in both directions.
///
/// It decodes requests even if the API doesn't set compression. The header `Content-Encoding` is kept, so a
/// function sees a coding that its body no longer has.
///
/// @param from the minimum size in bytes of responses that are compressed and requests that are decoded; responses
/// are compressed only if the API sets it
record Compression(Optional<Integer> from) {

    private static final Pattern CODING = Pattern.compile("\\s*([^\\s;]+)\\s*(?:;\\s*[qQ]=([0-9.]+)\\s*)?");

    /// One element of `Accept-Encoding`.
    private record Accepted(String coding, double quality) {}

    GatewayRequest decode(GatewayRequest request) throws GatewayFault {
        String coding = request.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
        if (coding.isEmpty() || request.body().length == 0 || request.body().length < from.orElse(0)) {
            return request;
        }
        byte[] decoded;
        try (InputStream in = decoder(coding, request.body())) {
            decoded = in.readNBytes(GatewayRequest.MAXIMUM_BODY + 1);
        } catch (IOException broken) {
            throw unsupported("the body is not " + coding);
        }
        if (decoded.length > GatewayRequest.MAXIMUM_BODY) {
            throw new GatewayFault(GatewayFault.Type.REQUEST_TOO_LARGE, "decoded, the request is larger than 10 MB");
        }
        return request.withBody(decoded);
    }

    private static InputStream decoder(String coding, byte[] body) throws IOException, GatewayFault {
        InputStream in = new ByteArrayInputStream(body);
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            case "identity" -> in;
            default -> throw unsupported("the content coding " + coding + " is not supported");
        };
    }

    private static GatewayFault unsupported(String why) {
        return new GatewayFault(GatewayFault.Type.UNSUPPORTED_MEDIA_TYPE, why);
    }

    HttpAnswer encode(HttpAnswer answer, GatewayRequest request) {
        String coding = preferred(request.header("Accept-Encoding").orElse(""));
        if (from.isEmpty()
                || answer.body().length < from.get()
                || answer.body().length == 0
                || answer.headers().keySet().stream().anyMatch("Content-Encoding"::equalsIgnoreCase)
                || !List.of("gzip", "deflate").contains(coding)) {
            return answer;
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out =
                coding.equals("gzip") ? new GZIPOutputStream(compressed) : new DeflaterOutputStream(compressed)) {
            out.write(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers());
        headers.put("Content-Encoding", List.of(coding));
        return new HttpAnswer(answer.status(), headers, compressed.toByteArray());
    }

    /// Returns the coding that the client prefers. If the gateway doesn't know it, nothing is compressed, whatever
    /// else the client accepts.
    private static String preferred(String acceptEncoding) {
        return Stream.of(acceptEncoding.split(",", -1))
                .map(CODING::matcher)
                .filter(Matcher::matches)
                .map(coding -> new Accepted(
                        coding.group(1).toLowerCase(Locale.ROOT),
                        coding.group(2) == null ? 1 : Double.parseDouble(coding.group(2))))
                .filter(accepted -> accepted.quality() > 0)
                // The first of equals; max() would return the last.
                .sorted(Comparator.comparingDouble(Accepted::quality).reversed())
                .map(Accepted::coding)
                .findFirst()
                .orElse("");
    }
}
