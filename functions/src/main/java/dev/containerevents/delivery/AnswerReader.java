package dev.containerevents.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a response of HTTP/1.1 from a connection that ends after it. Not thread-safe.
final class AnswerReader {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,8})(?:\\s*;.*)?");

    /// Of the status line and all headers.
    private static final int MOST_HEAD_BYTES = 32 * 1024;

    /// A receiver may send interim responses before the last.
    private static final int MOST_RESPONSES = 10;

    private static final int FIRST_FINAL = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int HEX = 16;

    private final InputStream in;
    private int head;

    private AnswerReader(InputStream in) {
        this.in = in;
    }

    /// Reads the response, and of its body what [Answer#MOST_BYTES] allows.
    ///
    /// @throws IOException if it isn't a response, or ends too early
    static Answer read(InputStream in) throws IOException {
        AnswerReader reader = new AnswerReader(new BufferedInputStream(in));
        for (int i = 0; i < MOST_RESPONSES; i++) {
            int status = reader.status();
            Map<String, String> headers = reader.headers();
            if (status >= FIRST_FINAL) {
                return new Answer(status, headers, reader.body(status, headers));
            }
        }
        throw new IOException("too many interim responses");
    }

    private int status() throws IOException {
        Matcher line = STATUS_LINE.matcher(line());
        if (!line.matches()) {
            throw new IOException("not a response of HTTP/1.1");
        }
        return Integer.parseInt(line.group(1));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended before the response");
            }
            if (++head > MOST_HEAD_BYTES) {
                throw new IOException("the response has too many headers");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private byte[] body(int status, Map<String, String> headers) throws IOException {
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            return chunks();
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in.readNBytes(Answer.MOST_BYTES);
        }
        if (!length.matches("\\d{1,15}")) {
            throw new IOException("the response has no valid length");
        }
        int wanted = (int) Math.min(Long.parseLong(length), Answer.MOST_BYTES);
        byte[] body = in.readNBytes(wanted);
        if (body.length < wanted) {
            throw new EOFException("the connection ended within the response");
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (body.size() < Answer.MOST_BYTES) {
            head = 0;
            Matcher size = CHUNK.matcher(line());
            if (!size.matches()) {
                throw new IOException("the response has an invalid chunk");
            }
            long length = Long.parseLong(size.group(1), HEX);
            if (length == 0) {
                break;
            }
            int wanted = (int) Math.min(length, Answer.MOST_BYTES - body.size());
            byte[] chunk = in.readNBytes(wanted);
            if (chunk.length < wanted) {
                throw new EOFException("the connection ended within the response");
            }
            body.writeBytes(chunk);
            if (body.size() < Answer.MOST_BYTES) {
                line();
            }
        }
        return body.toByteArray();
    }
}
