package dev.containerevents.orgs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Makes up events whose texts are made of what one of the forms has to escape. Says its seed.
record RandomEvents(long seed, Random random) {

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

    private static final List<String> PIECES = List.of(
            "=",
            "+",
            "-",
            "@",
            "\t",
            "\r",
            "\n",
            "＝",
            "＋",
            "－",
            "＠",
            "'",
            "\"",
            ",",
            ";",
            "\r\n",
            " ",
            "\\",
            "\0",
            "é",
            "😀",
            "%",
            "%zz",
            ":",
            "/",
            "#",
            "?",
            "[",
            "door",
            "cmd|' /C calc'!A0");

    RandomEvents() {
        this(System.nanoTime());
    }

    private RandomEvents(long seed) {
        this(seed, new Random(seed));
    }

    /// The least event, so many seconds after another.
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
        event.put("event_type", "t" + text(8));
        event.put("status", random.nextBoolean() ? "SUCCESS" : "FAIL");
        if (random.nextBoolean()) {
            event.put("message", text(20));
        }
        if (random.nextBoolean()) {
            event.put("source", "s".substring(random.nextInt(2)) + text(8) + "x");
        }
        if (random.nextBoolean()) {
            event.putObject("actor").put("id", "a" + text(8)).put("name", text(8));
        }
        if (random.nextBoolean()) {
            event.putObject("context")
                    .put(text(3), text(8))
                    .putArray("list")
                    .add(1.50)
                    .add(text(4));
        }
        if (random.nextBoolean()) {
            event.put("client_ip", random.nextBoolean() ? "::1" : "192.0.2.7");
        }
        if (random.nextBoolean()) {
            event.put("expires", "2999-01-01T00:00:00." + random.nextInt(10) + "Z");
        }
        return event;
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        while (text.length() < length) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
