package dev.containerevents.http;

import dev.containerevents.event.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a caller has shown: a key, or a viewer token that was made with one.
///
/// @param id      identifies it; not secret
/// @param expires when it ends; empty if that isn't known yet
/// @param scope   the events that it may read
/// @param source  the only source whose records it may send; empty if it isn't limited to one
public record Credential(String id, Optional<Instant> expires, Scope scope, Optional<String> source) {

    /// The ids of keys are hexadecimal, so no key has such an id.
    private static final Pattern TOKEN = Pattern.compile("v[0-9a-f]{16}");

    /// A key or token that isn't limited to a source.
    public Credential(String id, Optional<Instant> expires, Scope scope) {
        this(id, expires, scope, Optional.empty());
    }

    /// Returns whether that is the id of a viewer token.
    public static boolean isTokenId(String id) {
        return TOKEN.matcher(id).matches();
    }

    /// Returns whether it is limited to a part of what its organisation may do.
    boolean isLimited() {
        return !scope.isAll() || source.isPresent();
    }

    /// Returns whether it is a viewer token.
    public boolean isToken() {
        return isTokenId(id);
    }
}
