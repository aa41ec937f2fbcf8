package dev.containerevents.ledger;

import dev.containerevents.event.Event;
import java.util.Base64;
import java.util.List;

/// Makes records of staged rows, as if they had come from a stream.
public final class StagedRecord {

    private StagedRecord() {}

    /// A record of rows which say that these events of one organisation were stored.
    public static String of(List<Event> events, long sequence) {
        Event first = events.getFirst();
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < events.size(); i++) {
            String row =
                    Base64.getEncoder().encodeToString(Row.stored(events.get(i)).bytes());
            rows.append(",\"#").append(i).append("\":{\"B\":\"").append(row).append("\"}");
        }
        return "{\"eventName\":\"INSERT\",\"dynamodb\":{\"ApproximateCreationDateTime\":"
                + first.created().getEpochSecond() + ",\"SequenceNumber\":\"" + sequence
                + "\",\"NewImage\":{\"pk\":{\"S\":\"S#" + first.container().org()
                + "\"},\"sk\":{\"S\":\"" + sequence + "\"}" + rows + "}}}";
    }
}
