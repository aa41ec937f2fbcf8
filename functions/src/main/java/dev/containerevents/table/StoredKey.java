package dev.containerevents.table;

import dev.containerevents.event.Right;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An API key as it is stored: all about it but its secret.
///
/// @param id      names the key; not secret
/// @param hash    SHA-256 of the secret, in hexadecimal
/// @param note    what its owner wants to remember of it
/// @param expires from when on it no longer opens anything
/// @param revoked since when it no longer opens anything
/// @param retires from when on it no longer opens anything because another key has taken its place
public record StoredKey(
        String id,
        String org,
        String hash,
        Set<Right> rights,
        @Nullable String note,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant retires) {

    public boolean isValidAt(Instant now) {
        return revoked == null
                && (expires == null || expires.isAfter(now))
                && (retires == null || retires.isAfter(now));
    }
}
