package dev.containerevents.auth;

import dev.containerevents.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An API key as its owner holds it: `ce_<id>_<secret>`. Only the secret's SHA-256 is ever stored; a hash made for
/// passwords, slow on purpose, would add nothing to a secret of 192 random bits.
public record ApiKey(String id, String secret) {

    private static final String BEARER = "[Bb][Ee][Aa][Rr][Ee][Rr] +";
    private static final String TOKEN = "[Tt][Oo][Kk][Ee][Nn] +";

    /// The header `Authorization` that the gateway lets through to the authorizer: anything else is a 401 that
    /// costs nothing. Schemes are case-insensitive (RFC 9110, 11.1), spelled out because it isn't documented
    /// whether the gateway's expressions have flags.
    public static final String AUTHORIZATION =
            "^(" + BEARER + "|" + TOKEN + "|" + BEARER + TOKEN + ")ce_[0-9A-Za-z]{1,32}_[0-9A-Za-z]{1,128}$";

    private static final Pattern HEADER = Pattern.compile(AUTHORIZATION);
    private static final Pattern KEY = Pattern.compile("ce_([0-9A-Za-z]{1,32})_([0-9A-Za-z]{1,128})");
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 24;

    public static ApiKey random(SecureRandom random) {
        return new ApiKey(hex(random, ID_BYTES), hex(random, SECRET_BYTES));
    }

    private static String hex(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Reads the header `Authorization`. Empty if it is none that we know.
    public static Optional<ApiKey> of(String authorization) {
        if (!HEADER.matcher(authorization).matches()) {
            return Optional.empty();
        }
        Matcher key = KEY.matcher(authorization.substring(authorization.lastIndexOf(' ') + 1));
        return key.matches() ? Optional.of(new ApiKey(key.group(1), key.group(2))) : Optional.empty();
    }

    /// The SHA-256 of the secret, in hexadecimal.
    public String hash() {
        return HexFormat.of().formatHex(Sha256.of(secret));
    }

    /// Whether this is the key that was stored with that hash. Takes the same time whatever differs.
    boolean hasHash(String stored) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII), stored.getBytes(StandardCharsets.US_ASCII));
    }

    /// The whole key, secret included.
    public String text() {
        return "ce_" + id + "_" + secret;
    }

    /// Without the secret, so that no log or message can give it away.
    @Override
    public String toString() {
        return "ce_" + id + "_…";
    }
}
