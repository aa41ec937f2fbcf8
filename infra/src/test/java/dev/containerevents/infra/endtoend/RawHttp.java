package dev.containerevents.infra.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Sends bytes over a socket and reads the response, for requests that no HTTP client would send.
final class RawHttp {

    private static final int MILLIS_TO_ANSWER = 30_000;

    private RawHttp() {}

    /// A raw response.
    ///
    /// @param status 0 if the connection was closed without a response
    record Answer(int status, String head, String body) {

        /// Returns a header's values, joined by commas; empty if there is none.
        String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return String.join(
                    ", ",
                    head.lines()
                            .skip(1)
                            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                            .map(line -> line.substring(start.length()).strip())
                            .toList());
        }
    }

    /// Sends a request with `Connection: close`.
    ///
    /// @param charset the charset of the response's body
    static Answer send(URI server, byte[] request, Charset charset) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(MILLIS_TO_ANSWER);
            byte[] bytes = exchange(socket, request);
            String answer = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = answer.indexOf("\r\n\r\n");
            if (end < 0) {
                return new Answer(0, answer, "");
            }
            String head = answer.substring(0, end);
            return new Answer(
                    Integer.parseInt(head.split(" ", 3)[1]),
                    head,
                    new String(bytes, end + 4, bytes.length - end - 4, charset));
        }
    }

    /// Returns what the server wrote until it closed the connection, perhaps before everything was sent.
    private static byte[] exchange(Socket socket, byte[] request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            socket.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer within " + MILLIS_TO_ANSWER + " ms", e);
        } catch (SocketException e) {
            // The connection was reset: what arrived until then is the response.
        }
        return answer.toByteArray();
    }
}
