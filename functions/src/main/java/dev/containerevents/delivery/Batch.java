package dev.containerevents.delivery;

import dev.containerevents.orgs.FeedEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some entries of a log that are sent together, each as its kind writes it.
///
/// @param destination the id of the destination
/// @param replay      the id of the replay that it belongs to; null if it belongs to none
/// @param upto        the index after the last row that was looked at
record Batch(String destination, @Nullable String replay, List<Encoded> entries, long upto) {

    /// An entry and its bytes.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Encoded(FeedEntry entry, byte[] bytes) {}

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    long first() {
        return entries.getFirst().entry().index();
    }

    long last() {
        return entries.getLast().entry().index();
    }

    /// Returns how many new events no longer exist.
    int gone() {
        int gone = 0;
        for (Encoded encoded : entries) {
            FeedEntry entry = encoded.entry();
            gone += entry.event() == null && entry.row().isOfNewEvent() ? 1 : 0;
        }
        return gone;
    }

    /// Identifies the request: the same entries are sent under the same id, however often.
    String id() {
        return destination + "_" + first() + "_" + last() + (replay == null ? "" : "_" + replay);
    }

    /// Returns all entries with texts before, between and after them.
    byte[] joined(String before, String between, String after) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ascii(before));
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                body.writeBytes(ascii(between));
            }
            body.writeBytes(entries.get(i).bytes());
        }
        body.writeBytes(ascii(after));
        return body.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
