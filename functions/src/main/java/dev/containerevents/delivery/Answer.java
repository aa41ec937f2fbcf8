package dev.containerevents.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// A receiver's response.
///
/// @param headers by name in lower case; the last of several
/// @param body    at most [#MOST_BYTES] of it
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, Map<String, String> headers, byte[] body) {

    /// No more of a body is read.
    static final int MOST_BYTES = 64 * 1024;

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
