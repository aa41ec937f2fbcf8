package dev.containerevents.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Derives the keys of records from an organisation's secret, by HMAC-SHA-256. Not thread-safe.
public final class RecordKeys {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    public RecordKeys(OrgSecret secret) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Returns the key of that list of texts. Different lists have different keys.
    public RecordKey key(List<String> texts) {
        ByteBuffer digest = ByteBuffer.wrap(mac(texts));
        return new RecordKey(digest.getLong(), digest.getLong());
    }

    /// Returns the same as text: 64 hexadecimal digits.
    public String text(List<String> texts) {
        return HexFormat.of().formatHex(mac(texts));
    }

    /// Each text is preceded by its length.
    private byte[] mac(List<String> texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            mac.update(bytes);
        }
        return mac.doFinal();
    }
}
