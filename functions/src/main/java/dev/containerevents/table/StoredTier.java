package dev.containerevents.table;

import dev.containerevents.event.Tier;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tier of an organisation as it is stored. A new usage key works only seconds after it was created, so a
/// change takes effect later.
///
/// @param tier     its own tier; null if it has none
/// @param previous the tier before; null if it had none
/// @param from     from when on the new one applies
/// @param keys     its usage key in each tier that it ever had
public record StoredTier(@Nullable Tier tier, @Nullable Tier previous, Instant from, Map<Tier, String> keys) {

    /// An organisation without a tier of its own.
    public static final StoredTier NONE = new StoredTier(null, null, Instant.EPOCH, Map.of());

    /// Returns the tier that applies at that time. Empty if it isn't the organisation's own.
    public Optional<Tier> at(Instant now) {
        return Optional.ofNullable(now.isBefore(from) ? previous : tier);
    }

    /// Returns the usage key that applies at that time. Empty if the organisation has none of its own.
    public Optional<String> keyAt(Instant now) {
        return at(now).map(keys::get);
    }
}
