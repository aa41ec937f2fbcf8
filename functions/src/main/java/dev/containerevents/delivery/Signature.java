package dev.containerevents.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests as [Standard Webhooks](https://www.standardwebhooks.com) says, with HMAC-SHA-256.
final class Signature {

    /// What a secret begins with. The rest is Base64.
    static final String PREFIX = "whsec_";

    /// What a secret must be; completes a sentence that begins with the member's name.
    static final String RULE = "must be whsec_ and 24 to 64 random bytes as Base64";

    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    static boolean isSecret(String text) {
        try {
            int bytes = text.startsWith(PREFIX) ? key(text).length : 0;
            return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /// Returns the header `webhook-signature`: a signature by each secret.
    ///
    /// @param timestamp seconds since 1970
    static String of(Secrets secrets, String id, long timestamp, byte[] body) {
        StringJoiner signatures = new StringJoiner(" ");
        for (String secret : secrets.all()) {
            signatures.add("v1," + sign(key(secret), id + "." + timestamp + ".", body));
        }
        return signatures.toString();
    }

    private static String sign(byte[] key, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
