package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import software.amazon.event.ruler.Machine;

/// Which records of a stream a function gets: event patterns, evaluated by AWS's own rule engine.
final class RecordFilter {

    private final Machine patterns = Machine.builder().build();

    private RecordFilter() {}

    /// Reads the `Filters` of a mapping.
    ///
    /// @throws IllegalArgumentException if a pattern is invalid
    static RecordFilter of(JsonNode filters) {
        RecordFilter filter = new RecordFilter();
        for (JsonNode pattern : filters) {
            String text = pattern.path("Pattern").asText();
            try {
                filter.patterns.addRule(text, text);
            } catch (IOException e) {
                throw new IllegalArgumentException("The pattern " + text + " is invalid: " + e.getMessage(), e);
            }
        }
        return filter;
    }

    /// Returns whether a record matches one of the patterns. Without patterns, all records do.
    boolean passes(JsonNode streamRecord) {
        try {
            return patterns.isEmpty()
                    || !patterns.rulesForJSONEvent(streamRecord.toString()).isEmpty();
        } catch (Exception e) {
            throw new IllegalArgumentException("not a record: " + streamRecord, e);
        }
    }
}
