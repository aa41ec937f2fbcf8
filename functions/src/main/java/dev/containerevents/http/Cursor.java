package dev.containerevents.http;

import dev.containerevents.event.EventId;
import dev.containerevents.event.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A position in a list, which a client carries from one page to the next or the previous one.
///
/// A cursor grants no access. The authorised path decides which events are listed; a forged cursor only begins
/// elsewhere in the same list. The digest tells a client that it mixed up two lists.
///
/// @param position the page has events after this id in the direction of reading, without that one
/// @param digest   identifies the list
public record Cursor(EventId position, Direction direction, long digest) {

    /// The direction in which a page is read from its position. It is shown in the list's order either way.
    public enum Direction {
        NEXT('n'),
        PREVIOUS('p');

        private final byte code;

        Direction(char code) {
            this.code = (byte) code;
        }

        private static Optional<Direction> of(byte code) {
            return Arrays.stream(values())
                    .filter(direction -> direction.code == code)
                    .findAny();
        }
    }

    private static final int BYTES = 3 * Long.BYTES + 1;

    /// Returns the digest of everything that decides which events are in a list, and in which order.
    public static long digest(List<String> parts) {
        return Sha256.of(parts).getLong();
    }

    /// Reads a token. Empty if it isn't one, or is of another list.
    static Optional<Cursor> of(String token, long digest) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length != BYTES) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return Direction.of(buffer.get())
                    .map(direction ->
                            new Cursor(new EventId(buffer.getLong(), buffer.getLong()), direction, buffer.getLong()))
                    // The last character of a token has unused bits: only the one that we wrote is accepted.
                    .filter(cursor -> cursor.digest == digest && cursor.token().equals(token));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Reads the parameter of that name. A token that isn't of this list is a fault. Null if there is none.
    public static @Nullable Cursor read(Query query, String name, long digest) {
        String token = query.text(name);
        if (token == null) {
            return null;
        }
        Optional<Cursor> cursor = of(token, digest);
        if (cursor.isEmpty()) {
            query.fault(name, "is not a token of this list, or its parameters have changed");
        }
        return cursor.orElse(null);
    }

    public String token() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.put(direction.code)
                .putLong(position.high())
                .putLong(position.low())
                .putLong(digest);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }
}
