package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import java.util.Map;

/// The requests of Amazon Data Firehose to an HTTP endpoint.
final class Firehose {

    private Firehose() {}

    /// Returns whether an object is one.
    static boolean isOne(Map<String, JsonValue> members) {
        return members.get("requestId") instanceof JsonValue.Text
                && members.get("timestamp") instanceof JsonValue.Num
                && members.get("records") instanceof JsonValue.Arr(var records)
                && records.stream()
                        .allMatch(record -> record instanceof JsonValue.Obj(var data)
                                && data.get("data") instanceof JsonValue.Text);
    }
}
