package dev.containerevents.http;

import dev.containerevents.event.EventId;
import dev.containerevents.event.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A position in a list, as a client carries it from one page to the next or back.
///
/// A cursor opens nothing. Which events are listed always comes from the authorised path; whoever forges one only
/// begins elsewhere in a list of their own. The digest is there to tell a client that it mixed up two lists.
///
/// @param position the page holds events behind this id, in the direction of reading, and not that one itself
/// @param digest   tells the list from others
public record Cursor(EventId position, Direction direction, long digest) {

    /// Which way a page is read from its position; it is shown in the order of the list either way.
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

    /// The digest of a list: of everything that decides which events are in it, and in which order.
    public static long digest(List<String> parts) {
        return Sha256.of(parts).getLong();
    }

    /// Reads a token. Empty if it is none, or one of another list.
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
                    // The last character of a token has bits to spare: only the one that we wrote is taken.
                    .filter(cursor -> cursor.digest == digest && cursor.token().equals(token));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Reads the parameter of that name; a token that this list didn't give is a fault. Null if there is none.
    public static @Nullable Cursor read(Query query, String name, long digest) {
        String token = query.text(name);
        if (token == null) {
            return null;
        }
        Optional<Cursor> cursor = of(token, digest);
        if (cursor.isEmpty()) {
            query.fault(name, "is not one that this list gave, with these parameters");
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
