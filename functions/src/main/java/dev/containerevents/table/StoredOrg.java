package dev.containerevents.table;

import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An organisation as it is stored.
///
/// @param shards         its number of shards, which readers use at once
/// @param previousShards the number before
/// @param writtenFrom    from when on writers use the new number; long past for an organisation that never grew
/// @param eventsPerDay   how many events it may store on a day; null for any number
public record StoredOrg(
        String id,
        int shards,
        int previousShards,
        Instant writtenFrom,
        Retention retention,
        StoredTier tier,
        @Nullable Long eventsPerDay) {

    /// Returns the organisation as its callers see it at that time.
    public Org at(Instant now) {
        return new Org(id, shards, now.isBefore(writtenFrom) ? previousShards : shards, retention);
    }
}
