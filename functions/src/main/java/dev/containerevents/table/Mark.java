package dev.containerevents.table;

/// How far the records of one shard of the stream are counted.
///
/// @param shard    the shard's id
/// @param slot     which of an organisation's counters the shard adds to
/// @param sequence of the last record that is counted, see [StreamRecord#sequence()]
public record Mark(String shard, int slot, String sequence) {

    /// Whether a record is counted already.
    public boolean covers(StreamRecord record) {
        return record.sequence().compareTo(sequence) <= 0;
    }
}
