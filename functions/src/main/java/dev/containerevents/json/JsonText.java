package dev.containerevents.json;

import java.nio.charset.StandardCharsets;

/// A JSON value as the very text that was sent, so that the order of members, large numbers and spelling survive.
public record JsonText(String value) {

    /// Its length as UTF-8.
    public int bytes() {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return value;
    }
}
