package dev.containerevents.table;

import java.nio.ByteBuffer;

/// A run of an organisation's log as it is stored: some rows that follow each other.
///
/// @param first         the index of its first row
/// @param rows          the rows; see `ledger.Row`
/// @param marks         how far each shard of the stream is in the log; see `ledger.ShardMark`
/// @param unfolded      how many bytes of runs were appended since the last flag, up to and with this run; 0 for a
/// flag
/// @param newest        when the newest event of the log was stored, up to and with this run; in milliseconds
/// @param stored        how many events the log says were stored, up to and with this run
/// @param storedBefore  how many of these lie before the day, in UTC, of the newest event
/// @param delivers      whether the log says that the organisation has, or had, destinations, up to and with this
/// run
public record StoredRun(
        long first,
        ByteBuffer rows,
        ByteBuffer marks,
        long unfolded,
        long newest,
        long stored,
        long storedBefore,
        boolean delivers) {}
