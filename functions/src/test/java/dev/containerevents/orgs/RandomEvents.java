package dev.containerevents.orgs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Generates events whose texts consist of what one of the formats has to escape. Prints its seed.
record RandomEvents(long seed, Random random) {

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

    /// Characters with a special meaning for some reader of some format.
    private static final List<String> VISIBLE = List.of(
            "=",
            "+",
            "-",
            "@",
            "＝",
            "＋",
            "－",
            "＠",
            "'",
            "\"",
            ",",
            ";",
            ";=1+1",
            "|",
            "#",
            " ",
            "\\",
            "\\n",
            "é",
            "😀",
            "\u2028",
            "\u2029",
            "\u00a8",
            "\u20a8",
            "\ud83c\udfa8",
            "%",
            "%zz",
            ":",
            "/",
            "?",
            "[",
            "{}",
            "null",
            "NaN",
            "1e999",
            "door",
            "cmd|' /C calc'!A0");

    /// The same, including characters that no name may have.
    private static final List<String> INVISIBLE = List.of(
            "\0",
            "\t",
            "\n",
            "\u000b",
            "\f",
            "\r",
            "\r\n",
            "\u001c",
            "\u001d",
            "\u001e",
            "\u001f",
            "\u007f",
            "\u0085",
            "\u200b",
            "\ufeff",
            "\ufdd0",
            "\udbff\udfff",
            "\n{\"event_id\":\"forged\"}\n",
            "\n=1+1");

    private static final List<String> PIECES =
            Stream.of(VISIBLE, INVISIBLE).flatMap(List::stream).toList();

    private static final List<String> WHITE_SPACE = List.of("", "", " ", "\t", "\n", "\r", "\r\n");

    RandomEvents() {
        this(System.nanoTime());
    }

    private RandomEvents(long seed) {
        this(seed, new Random(seed));
    }

    /// The smallest event, so many seconds after another.
    static ObjectNode event(int second) {
        return OrgApi.MAPPER
                .createObjectNode()
                .put("container_id", "c-1")
                .put("event_type", "ACCESS")
                .put("status", "SUCCESS")
                .put("timestamp", BEGIN.plusSeconds(second).toString());
    }

    /// One each second.
    List<ObjectNode> list(int count) {
        return IntStream.range(0, count).mapToObj(this::any).toList();
    }

    private ObjectNode any(int second) {
        ObjectNode event = event(second);
        event.put("event_type", "t" + name(8));
        event.put("status", random.nextBoolean() ? "SUCCESS" : "FAIL");
        if (random.nextBoolean()) {
            event.put("message", text(20));
        }
        if (random.nextBoolean()) {
            event.put("source", "s".substring(random.nextInt(2)) + text(8) + "x");
        }
        if (random.nextBoolean()) {
            event.putRawValue("actor", new RawValue(json(Map.of("id", "a" + text(8), "name", text(8)))));
        }
        if (random.nextBoolean()) {
            event.putRawValue("context", new RawValue(json(Map.of(name(3), List.of(text(8), 1.50, -1, text(4))))));
        }
        if (random.nextBoolean()) {
            event.put("client_ip", random.nextBoolean() ? "::1" : "192.0.2.7");
        }
        if (random.nextBoolean()) {
            event.put("expires", "2999-01-01T00:00:00." + random.nextInt(10) + "Z");
        }
        return event;
    }

    /// JSON with white space of all kinds between its tokens.
    private String json(Object value) {
        String json = switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(member -> json(member.getKey()) + ":" + json(member.getValue()))
                        .collect(Collectors.joining(",", "{", space() + "}"));
            case List<?> list -> list.stream().map(this::json).collect(Collectors.joining(",", "[", space() + "]"));
            case String text -> TextNode.valueOf(text).toString();
            default -> value.toString();
        };
        return space() + json + space();
    }

    private String space() {
        return WHITE_SPACE.get(random.nextInt(WHITE_SPACE.size()));
    }

    /// A text that is allowed in names.
    private String name(int most) {
        return text(most, VISIBLE);
    }

    private String text(int most) {
        return text(most, PIECES);
    }

    private String text(int most, List<String> pieces) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        while (text.length() < length) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
