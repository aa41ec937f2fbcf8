package dev.containerevents.http;

import java.util.HexFormat;
import java.util.zip.CRC32;

/// Creates entity tags (RFC 9110, 8.8.3).
public final class EntityTag {

    private EntityTag() {}

    /// Returns the tag of a version of a response. It is weak, because the gateway may compress the body.
    public static String weak(byte[] version) {
        CRC32 checksum = new CRC32();
        checksum.update(version);
        return "W/\"" + HexFormat.of().toHexDigits(checksum.getValue(), 8) + "\"";
    }
}
