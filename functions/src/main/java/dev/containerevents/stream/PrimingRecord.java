package dev.containerevents.stream;

import dev.containerevents.table.StreamRecord;
import java.nio.charset.StandardCharsets;

/// The record of a new event that a function reads before Lambda takes its snapshot. Its organisation can't exist.
final class PrimingRecord {

    private static final byte[] BATCH = """
        {"Records":[{"eventID":"priming","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb",
         "dynamodb":{"ApproximateCreationDateTime":0,"SequenceNumber":"1","StreamViewType":"NEW_AND_OLD_IMAGES",
          "Keys":{"pk":{"S":"E#-#c"},"sk":{"S":"00000000-0000-7000-8000-000000000000"}},
          "NewImage":{"pk":{"S":"E#-#c"},"sk":{"S":"00000000-0000-7000-8000-000000000000"},
           "by_org":{"S":"-#0"},"type":{"S":"PRIMING"},"status":{"S":"SUCCESS"},"created":{"N":"0"}}}}]}
        """.getBytes(StandardCharsets.UTF_8);

    private PrimingRecord() {}

    static StreamRecord read() {
        return StreamBatch.read(BATCH).records().getFirst();
    }
}
