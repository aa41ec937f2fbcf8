package dev.containerevents.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the owner of a destination decides.
///
/// @param kind           the name of its kind
/// @param form           how a kind that has several forms writes entries; null otherwise
/// @param filter         which entries it gets, as a JSON object
/// @param secret         the version of its secret
/// @param previousSecret the version of the secret before; null if there was none
/// @param previousUntil  until when the secret before is used as well; null if there was none
public record DestinationSettings(
        String kind,
        String url,
        @Nullable String form,
        String filter,
        long secret,
        @Nullable Long previousSecret,
        @Nullable Instant previousUntil) {}
