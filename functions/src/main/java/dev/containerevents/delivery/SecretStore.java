package dev.containerevents.delivery;

import java.io.IOException;

/// Where the secrets of destinations are. Thread-safe.
public interface SecretStore {

    /// Stores a secret.
    ///
    /// @return its version, by which it is read
    long put(String destination, String secret) throws IOException;

    /// Returns a version of a secret.
    String get(String destination, long version) throws IOException;

    /// Deletes all versions. It isn't an error if there are none.
    void delete(String destination) throws IOException;
}
