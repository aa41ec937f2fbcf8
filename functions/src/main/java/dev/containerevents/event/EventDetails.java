package dev.containerevents.event;

import dev.containerevents.json.JsonText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the one who reports an event says of it.
///
/// @param type     1 to 64 characters; a [CoreType] in upper case
/// @param message  at most 4,096 characters
/// @param context  at most 32 KB
/// @param clientIp an IPv4 or IPv6 address, as it was sent
/// @param source   the app or system that reports, 1 to 255 characters
/// @param expires  from when on the event is no longer shown
public record EventDetails(
        String type,
        Status status,
        @Nullable Actor actor,
        @Nullable String message,
        @Nullable JsonText context,
        @Nullable String clientIp,
        @Nullable String source,
        @Nullable Instant expires) {

    public boolean expiredAt(Instant now) {
        return expires != null && !expires.isAfter(now);
    }
}
