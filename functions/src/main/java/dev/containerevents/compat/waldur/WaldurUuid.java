package dev.containerevents.compat.waldur;

import dev.containerevents.event.EventId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Reads and writes UUIDs in Waldur's format: 32 hex digits in lower case.
final class WaldurUuid {

    /// The namespace of UUIDs for ids that aren't UUIDs: `uuid5(uuid.NAMESPACE_DNS, 'containerevents.dev')`.
    static final UUID NAMESPACE = UUID.fromString("8d2ffedb-5a36-54e9-8314-bc754ca21087");

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

    private WaldurUuid() {}

    /// Reads any spelling that Waldur accepts: with or without hyphens, in braces, after `urn:uuid:`.
    static Optional<String> parse(String text) {
        String hex = text.strip()
                .toLowerCase(Locale.ROOT)
                .replace("urn:", "")
                .replace("uuid:", "")
                .replaceAll("^[{}]+|[{}]+$", "")
                .replace("-", "");
        return HEX.matcher(hex).matches() ? Optional.of(hex) : Optional.empty();
    }

    /// Returns the UUID of one of our ids: the id itself if it is a UUID, otherwise the UUID of that name (RFC
    /// 9562, version 5) in [#NAMESPACE].
    static String of(String id) {
        return parse(id).orElseGet(() -> hex(named(id)));
    }

    static String of(EventId id) {
        return hex(new UUID(id.high(), id.low()));
    }

    /// Reads an event's id in any spelling. Empty if no event can have it.
    static Optional<EventId> eventId(String text) {
        return parse(text)
                .map(hex -> hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"))
                .flatMap(EventId::parse);
    }

    private static String hex(UUID uuid) {
        return uuid.toString().replace("-", "");
    }

    private static UUID named(String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits())
                    .flip());
            ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = (digest.getLong() & ~0xf000L) | 0x5000;
            long low = (digest.getLong() & (~0L >>> 2)) | (1L << 63);
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
