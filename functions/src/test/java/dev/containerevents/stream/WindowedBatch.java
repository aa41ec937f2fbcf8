package dev.containerevents.stream;

import java.util.List;

/// A batch of stream records as Lambda delivers it to a function, including the window.
final class WindowedBatch {

    private WindowedBatch() {}

    static String of(String shard, List<String> records) {
        return "{\"Records\":[" + String.join(",", records) + "],\"window\":{\"start\":\"2026-11-21T07:00:00Z\","
                + "\"end\":\"2026-11-21T07:15:00Z\"},\"state\":{},\"shardId\":\"" + shard
                + "\",\"eventSourceARN\":\"arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s\","
                + "\"isFinalInvokeForWindow\":false,\"isWindowTerminatedEarly\":false}";
    }
}
