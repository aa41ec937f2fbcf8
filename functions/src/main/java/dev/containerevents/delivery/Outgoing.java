package dev.containerevents.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// A request to a receiver: a POST.
///
/// @param headers its own headers, besides those that every request has
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(ReceiverUrl url, Map<String, String> headers, byte[] body) {

    /// Creates a request with JSON, which it compresses.
    ///
    /// @param header proves who sends it
    static Outgoing compressed(ReceiverUrl url, String header, String value, byte[] json) {
        return new Outgoing(
                url, Map.of(header, value, "Content-Type", "application/json", "Content-Encoding", "gzip"), gzip(json));
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
