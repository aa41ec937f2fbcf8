package dev.containerevents.event;

import java.security.SecureRandom;

/// The random bytes of an organisation from which the ids of records are derived. Without them, nobody can check a
/// guess about an event that was erased against its id. Never shown.
public final class OrgSecret {

    private static final int BYTES = 32;

    private final byte[] bytes;

    private OrgSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static OrgSecret random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new OrgSecret(bytes);
    }

    /// Reads a stored secret.
    public static OrgSecret of(byte[] bytes) {
        return new OrgSecret(bytes);
    }

    /// Returns what is stored. Not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// Doesn't tell it, because texts end up in logs.
    @Override
    public String toString() {
        return "OrgSecret[]";
    }
}
