package dev.containerevents.ledger;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.Seed;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Rfc3339;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What a row says of an event's members without telling them: the digest of their disclosures.
///
/// A disclosure is a JSON array of a salt, a member's name and its value, encoded as SD-JWT does. Each member has
/// a salt of its own, so one can be disclosed, or erased, without the others.
final class Commitment {

    static final int BYTES = 32;

    /// The members, in the order in which they are digested. It never changes: a member that is added later comes
    /// last, and is digested only if the event has it.
    static final List<String> MEMBERS = List.of(
            "container_id",
            "event_type",
            "status",
            "actor",
            "message",
            "context",
            "client_ip",
            "source",
            "timestamp",
            "idempotency_key",
            "attributes");

    /// As many members have a digest in each commitment.
    private static final int ALWAYS = 10;

    static final String ABSENT = "null";

    private static final byte[] DOMAIN = "dev.containerevents/event/v1\n".getBytes(StandardCharsets.US_ASCII);
    private static final String HMAC = "HmacSHA256";
    private static final int SALT_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Commitment() {}

    /// Returns the commitment to an event, 32 bytes. They are zero for an event that was stored without a seed: it
    /// can't be proved.
    static byte[] of(Event event) {
        Seed seed = event.seed();
        if (seed == null) {
            return new byte[BYTES];
        }
        try {
            Mac hmac = Mac.getInstance(HMAC);
            hmac.init(new SecretKeySpec(seed.bytes(), HMAC));
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            ByteBuffer text =
                    ByteBuffer.allocate(DOMAIN.length + MEMBERS.size() * BYTES).put(DOMAIN);
            List<String> values = values(event);
            for (int i = 0; i < MEMBERS.size(); i++) {
                if (i < ALWAYS || !values.get(i).equals(ABSENT)) {
                    text.put(sha256.digest(disclosure(hmac, MEMBERS.get(i), values.get(i))));
                }
            }
            sha256.update(text.flip());
            return sha256.digest();
        } catch (GeneralSecurityException e) {
            // Every JDK has both.
            throw new IllegalStateException(e);
        }
    }

    /// The disclosure of a member, in ASCII.
    private static byte[] disclosure(Mac hmac, String member, String value) {
        byte[] salt = Arrays.copyOf(hmac.doFinal(member.getBytes(StandardCharsets.US_ASCII)), SALT_BYTES);
        String json = "[\"" + BASE64.encodeToString(salt) + "\",\"" + member + "\"," + value + "]";
        return BASE64.encode(json.getBytes(StandardCharsets.UTF_8));
    }

    /// The values of the [#MEMBERS] as JSON, [#ABSENT] for those that the event lacks.
    static List<String> values(Event event) {
        EventDetails details = event.details();
        return List.of(
                quoted(event.container().id()),
                quoted(details.type()),
                quoted(details.status().name()),
                json(details.actor() == null ? null : details.actor().text()),
                quoted(details.message()),
                json(details.context()),
                quoted(details.clientIp()),
                quoted(details.source()),
                quoted(Rfc3339.text(event.timestamp())),
                quoted(event.key() == null ? null : event.key().text()),
                json(details.attributes()));
    }

    private static String json(@Nullable JsonText value) {
        return value == null ? ABSENT : value.value();
    }

    /// As `JSON.stringify` writes it, because that is what most verifiers can reproduce.
    private static String quoted(@Nullable String text) {
        if (text == null) {
            return ABSENT;
        }
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
