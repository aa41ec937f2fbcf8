package dev.containerevents.auth;

import dev.containerevents.event.Permission;
import dev.containerevents.http.Credential;
import dev.containerevents.table.StoredKey;
import dev.containerevents.table.StoredOrg;
import java.util.Set;

/// A caller whose key or viewer token is valid.
///
/// @param key the caller's, or the one with which its token was made
record Authenticated(StoredKey key, StoredOrg org, Credential credential) {

    /// Returns what it may do. A token only reads, whatever its key may do.
    Set<Permission> rights() {
        return credential.isToken() ? Set.of(Permission.READ) : key.rights();
    }
}
