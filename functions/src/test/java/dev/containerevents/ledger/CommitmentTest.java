package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.OtherValue;
import dev.containerevents.event.Seed;
import dev.containerevents.event.Sha256;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Commitments and rows have the bytes that were settled before the first event was stored.
final class CommitmentTest {

    private static final byte[] SEED = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    private static final Event EVENT = Event.of(
            EventId.parse("018be24d-5200-7c6e-a1f4-83a4feb1a8a5").orElseThrow(),
            new Container("acme", "web-1"),
            Instant.parse("2023-11-18T12:00:00Z"),
            Instant.ofEpochMilli(1_763_700_000_000L),
            Details.of(
                    "ACCESS",
                    Status.SUCCESS,
                    new Actor("joe", new JsonText("{\"id\":\"joe\"}")),
                    "Tür \"Nord\"",
                    new JsonText("{\"a\": 1.0}"),
                    null,
                    null,
                    null),
            null,
            Org.plain("acme"));

    @Test
    void isTheOneOfTheTestVector() {
        assertThat(HexFormat.of().formatHex(Commitment.of(EVENT.with(Seed.of(SEED)))))
                .isEqualTo("19e4451722cd7fd535b6e0947254f1da29d79d9af9cbc23fbc35239ee131428a");
    }

    @Test
    void rowBeginsWithTheEntryOfTheTestVector() {
        ByteBuffer entry = ByteBuffer.wrap(Row.stored(EVENT.with(Seed.of(SEED))).bytes(), 0, 68);
        byte[] leaf = new byte[69];
        entry.get(leaf, 1, 68);

        assertThat(HexFormat.of().formatHex(Sha256.of(leaf)))
                .isEqualTo("78d3db4a7657412f1de82fce6dd48e7ab12f900f08257ff0d2fd51bc9c5b9cc0");
    }

    @Test
    void isZeroWithoutASeed() {
        assertThat(Commitment.of(EVENT)).isEqualTo(new byte[32]);
    }

    /// Otherwise it could be altered without a row in the log.
    @ParameterizedTest
    @MethodSource("digested")
    void changesWithEachDetail(String component) throws ReflectiveOperationException {
        EventDetails other = OtherValue.of(EVENT.details(), component);

        assertThat(commitment(other)).isNotEqualTo(commitment(EVENT.details()));
    }

    /// All details but those that no disclosure has: when it expires, and how its context was sent.
    static Stream<String> digested() {
        return OtherValue.components(EventDetails.class)
                .filter(component -> !Set.of("expires", "bareData").contains(component));
    }

    private static String commitment(EventDetails details) {
        Event event = Event.of(EVENT.id(), EVENT.container(), EVENT.created(), details, Org.plain("acme"));
        return HexFormat.of().formatHex(Commitment.of(event.with(Seed.of(SEED))));
    }

    @Test
    void writesControlCharactersAsJavaScriptDoes() {
        Event event = Event.of(
                EVENT.id(),
                EVENT.container(),
                EVENT.created(),
                Details.of(
                        "a", Status.FAIL, null, "\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é😀", null, null, null, null),
                Org.plain("acme"));

        assertThat(Commitment.values(event).get(4))
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028é😀\"");
    }
}
