package dev.containerevents.auth;

import dev.containerevents.event.Sha256;
import dev.containerevents.table.StoredOrg;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/// The key by which API Gateway counts an organisation's requests: an API key of a usage plan, which the
/// [Authorizer] returns as `usageIdentifierKey`. It counts and grants nothing: the gateway takes it from the
/// authorizer only, never from a request. So it isn't secret.
///
/// Organisations without a tier of their own share some keys. One that sends too much disturbs only those that
/// have the same one.
public final class UsageKey {

    /// The number of keys that are shared.
    public static final int SHARED = 32;

    /// The variable with what all usage keys of a deployment begin with. API keys are unique in an account and
    /// region, which may have other deployments.
    public static final String PREFIX = "USAGE_KEY_PREFIX";

    /// 128 bits.
    private static final int RANDOM_BYTES = 16;

    private UsageKey() {}

    /// Returns the end of a shared key.
    ///
    /// @param number from 0 to [#SHARED]
    public static String sharedSuffix(int number) {
        return "shared" + number / 10 + number % 10;
    }

    /// Returns a new key for an organisation of its own.
    static String random(String prefix, SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }

    /// Returns the key that counts an organisation's requests at that time. A key with another prefix is of
    /// another deployment, from which the table was copied, and unknown to this gateway.
    static String of(StoredOrg org, String prefix, Instant now) {
        return org.tier().keyAt(now).filter(key -> key.startsWith(prefix)).orElseGet(() -> shared(prefix, org.id()));
    }

    private static String shared(String prefix, String org) {
        return prefix + sharedSuffix(Byte.toUnsignedInt(Sha256.of(org)[0]) % SHARED);
    }
}
