package dev.containerevents.table;

import dev.containerevents.event.Permission;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An API key as it is stored: everything except its secret.
///
/// @param id      identifies the key; not secret
/// @param hash    SHA-256 of the secret, in hexadecimal
/// @param note    a reminder of what it is for
/// @param expires from when on it is invalid
/// @param revoked since when it is invalid
/// @param retires from when on it is invalid because another key has replaced it
public record StoredKey(
        String id,
        String org,
        String hash,
        Set<Permission> rights,
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
