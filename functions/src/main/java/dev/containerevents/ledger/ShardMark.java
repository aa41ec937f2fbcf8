package dev.containerevents.ledger;

import dev.containerevents.event.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// How far a shard of the stream is in a log.
///
/// @param sequence of the last record of which rows are in the log
/// @param rows     how many of its rows are
/// @param time     when the record was written, to the second
record ShardMark(BigInteger sequence, int rows, Instant time) {

    /// A sequence number has up to 40 digits.
    private static final int SEQUENCE_BYTES = 17;

    static final int BYTES = Long.BYTES + SEQUENCE_BYTES + Short.BYTES + Integer.BYTES;

    /// Whether that row of a record is in the log.
    ///
    /// @param number counts the rows of the record from 1 on
    boolean covers(BigInteger ofSequence, int number) {
        int order = ofSequence.compareTo(sequence);
        return order < 0 || (order == 0 && number <= rows);
    }

    /// What stands for a shard in a log.
    static long key(String shard) {
        return ByteBuffer.wrap(Sha256.of(shard)).getLong();
    }

    /// Writes the marks of shards by their keys.
    static ByteBuffer write(Map<Long, ShardMark> marks) {
        ByteBuffer all = ByteBuffer.allocate(marks.size() * BYTES);
        new TreeMap<>(marks).forEach((shard, mark) -> {
            byte[] sequence = mark.sequence.toByteArray();
            all.putLong(shard)
                    .put(new byte[SEQUENCE_BYTES - sequence.length])
                    .put(sequence)
                    .putShort((short) mark.rows)
                    .putInt((int) mark.time.getEpochSecond());
        });
        return all.flip();
    }

    /// Reads them back.
    static Map<Long, ShardMark> read(ByteBuffer marks) {
        ByteBuffer rest = marks.duplicate();
        Map<Long, ShardMark> read = new LinkedHashMap<>();
        while (rest.hasRemaining()) {
            long shard = rest.getLong();
            byte[] sequence = new byte[SEQUENCE_BYTES];
            rest.get(sequence);
            int rows = Short.toUnsignedInt(rest.getShort());
            Instant time = Instant.ofEpochSecond(Integer.toUnsignedLong(rest.getInt()));
            read.put(shard, new ShardMark(new BigInteger(sequence), rows, time));
        }
        return read;
    }
}
