package dev.containerevents.table;

import dev.containerevents.event.Permission;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An API key as it is stored: everything except its secret.
///
/// @param id      identifies the key; not secret
/// @param hash    SHA-256 of the secret, in hexadecimal
/// @param source  the only source whose records it may send to the intake; null if it isn't limited to one
/// @param note    a reminder of what it is for
/// @param expires from when on it is invalid
/// @param revoked since when it is invalid
/// @param retires from when on it is invalid because another key has replaced it
public record StoredKey(
        String id,
        String org,
        String hash,
        Set<Permission> rights,
        @Nullable String source,
        @Nullable String note,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant retires) {

    public boolean isValidAt(Instant now) {
        return revoked == null && end().map(end -> end.isAfter(now)).orElse(true);
    }

    /// Returns when it ends by itself; empty for never.
    public Optional<Instant> end() {
        return Stream.of(expires, retires).filter(Objects::nonNull).min(Comparator.naturalOrder());
    }
}
