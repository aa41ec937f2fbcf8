package dev.containerevents.auth;

import dev.containerevents.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An API key as its owner has it: `ce_<id>_<secret>`. Only the secret's SHA-256 is stored. A deliberately slow
/// password hash would add nothing to a secret of 192 random bits.
public record ApiKey(String id, String secret) {

    private static final String BEARER = "[Bb][Ee][Aa][Rr][Ee][Rr] +";
    private static final String TOKEN = "[Tt][Oo][Kk][Ee][Nn] +";

    /// The scheme of Splunk's HTTP event collector.
    private static final String SPLUNK = "[Ss][Pp][Ll][Uu][Nn][Kk] +";

    private static final String BASIC = "[Bb][Aa][Ss][Ii][Cc] +";

    /// The header `Authorization` that the gateway passes on to the authorizer. Anything else is a 401 that costs
    /// nothing. Schemes are case-insensitive (RFC 9110, 11.1); the cases are spelled out because it isn't
    /// documented whether the gateway's expressions support flags.
    public static final String AUTHORIZATION = "^((" + BEARER + "|" + TOKEN + "|" + BEARER + TOKEN + "|" + SPLUNK
            + ")ce_[0-9A-Za-z]{1,32}_[0-9A-Za-z]{1,128}|" + BASIC + "[0-9A-Za-z+/]{8,700}={0,2})$";

    private static final Pattern HEADER = Pattern.compile(AUTHORIZATION);
    private static final Pattern BASIC_SCHEME = Pattern.compile(BASIC + ".*");
    private static final Pattern KEY = Pattern.compile("ce_([0-9A-Za-z]{1,32})_([0-9A-Za-z]{1,128})");
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 24;

    public static ApiKey random(SecureRandom random) {
        return new ApiKey(hex(random, ID_BYTES), hex(random, SECRET_BYTES));
    }

    /// Creates a viewer token, which is presented as a key is. Its id can't be that of a key.
    static ApiKey randomToken(SecureRandom random) {
        return new ApiKey("v" + hex(random, ID_BYTES), hex(random, SECRET_BYTES));
    }

    private static String hex(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Reads the header `Authorization`. Empty if it isn't in a known form. In the scheme Basic, the key is the
    /// password, whatever the name.
    public static Optional<ApiKey> of(String authorization) {
        if (!HEADER.matcher(authorization).matches()) {
            return Optional.empty();
        }
        String credentials = authorization.substring(authorization.lastIndexOf(' ') + 1);
        return BASIC_SCHEME.matcher(authorization).matches() ? parse(password(credentials)) : parse(credentials);
    }

    /// Reads a key as it is, without a scheme. Empty if it has another form.
    static Optional<ApiKey> parse(String text) {
        Matcher key = KEY.matcher(text);
        return key.matches() ? Optional.of(new ApiKey(key.group(1), key.group(2))) : Optional.empty();
    }

    /// Returns what follows the first colon (RFC 7617, 2).
    private static String password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /// Returns the SHA-256 of the secret, in hexadecimal.
    public String hash() {
        return HexFormat.of().formatHex(Sha256.of(secret));
    }

    /// Returns whether this is the key that was stored with that hash, in constant time.
    boolean hasHash(String stored) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII), stored.getBytes(StandardCharsets.US_ASCII));
    }

    /// Returns the whole key, including the secret.
    public String text() {
        return "ce_" + id + "_" + secret;
    }

    /// Omits the secret, so that no log or message can reveal it.
    @Override
    public String toString() {
        return "ce_" + id + "_…";
    }
}
