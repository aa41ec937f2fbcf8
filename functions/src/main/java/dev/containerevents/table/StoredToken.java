package dev.containerevents.table;

import dev.containerevents.event.Scope;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A viewer token as it is stored: everything except its secret.
///
/// @param id      identifies the token; not secret
/// @param hash    SHA-256 of the secret, in hexadecimal
/// @param parent  the id of the key with which it was made
/// @param expires from when on it is invalid; whole seconds
/// @param revoked since when it is invalid
public record StoredToken(
        String id,
        String org,
        String hash,
        String parent,
        Scope scope,
        Instant created,
        Instant expires,
        @Nullable Instant revoked) {

    /// A token is invalid after that time, whatever its item says.
    public static final Duration LONGEST = Duration.ofHours(1);

    /// Returns whether it is valid, as long as its key is.
    public boolean isValidAt(Instant now) {
        return revoked == null && now.isBefore(end());
    }

    /// Returns when it ends by itself.
    public Instant end() {
        Instant last = created.plus(LONGEST);
        return expires.isBefore(last) ? expires : last;
    }
}
