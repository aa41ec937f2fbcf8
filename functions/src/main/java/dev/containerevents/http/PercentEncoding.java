package dev.containerevents.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Percent-encoding of UTF-8 (RFC 3986, 2.1), which path parameters still have when API Gateway passes them on.
final class PercentEncoding {

    /// `%2F`
    private static final int TRIPLET = 3;

    private PercentEncoding() {}

    /// Returns the text, or null if a percent sign doesn't begin a triplet or the bytes aren't UTF-8. A plus sign
    /// stands for itself, as everywhere in a path.
    static @Nullable String decode(String encoded) {
        int at = encoded.indexOf('%');
        if (at < 0) {
            return encoded;
        }
        StringBuilder text = new StringBuilder(encoded.length());
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        int copied = 0;
        while (at >= 0) {
            text.append(encoded, copied, at);
            ByteBuffer bytes = ByteBuffer.allocate((encoded.length() - at) / TRIPLET);
            while (isTriplet(encoded, at)) {
                bytes.put((byte) HexFormat.fromHexDigits(encoded, at + 1, at + TRIPLET));
                at += TRIPLET;
            }
            try {
                text.append(utf8.decode(bytes.flip()));
            } catch (CharacterCodingException _) {
                return null;
            }
            if (at < encoded.length() && encoded.charAt(at) == '%') {
                return null;
            }
            copied = at;
            at = encoded.indexOf('%', at);
        }
        return text.append(encoded, copied, encoded.length()).toString();
    }

    private static boolean isTriplet(String text, int at) {
        return at + TRIPLET <= text.length()
                && text.charAt(at) == '%'
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }
}
