package dev.containerevents.table;

import java.time.Instant;

/// A destination of an organisation as it is stored: everything except its secret.
///
/// @param revision counts the changes of its settings. Who delivers does so by one revision
public record StoredDestination(
        String org,
        String id,
        Instant created,
        long revision,
        DestinationSettings settings,
        DeliveryProgress progress) {

    /// Returns the same with other progress.
    public StoredDestination with(DeliveryProgress other) {
        return new StoredDestination(org, id, created, revision, settings, other);
    }

    /// Returns the next revision.
    public StoredDestination changed(DestinationSettings others, DeliveryProgress other) {
        return new StoredDestination(org, id, created, revision + 1, others, other);
    }
}
