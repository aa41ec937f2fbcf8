package dev.containerevents.stream;

import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonArrayReader;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Some records of one shard of the table's stream, in order, as Lambda delivers them.
///
/// @param shard the shard's id, which only a mapping with a tumbling window sends
record StreamBatch(List<StreamRecord> records, Optional<String> shard) {

    /// Reads an event.
    ///
    /// @throws IllegalArgumentException if it isn't a batch of records
    static StreamBatch read(byte[] event) {
        Faults faults = new Faults();
        JsonObjectReader members =
                JsonObjectReader.readOutermost(new String(event, StandardCharsets.UTF_8), "batch", faults);
        members.require("Records");
        @Nullable JsonText records = members.array("Records");
        List<String> texts =
                records == null ? List.of() : JsonArrayReader.read(records.value(), "batch/Records", faults);
        @Nullable String shard = members.string("shardId", 0, Integer.MAX_VALUE);
        if (!faults.none()) {
            throw new IllegalArgumentException(faults.list().toString());
        }
        return new StreamBatch(texts.stream().map(StreamRecord::read).toList(), Optional.ofNullable(shard));
    }
}
