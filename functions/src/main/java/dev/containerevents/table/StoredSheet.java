package dev.containerevents.table;

import java.nio.ByteBuffer;

/// Some counters as they are stored.
///
/// @param upto    how many rows of the log they have seen
/// @param content see `ledger.Sheet`
public record StoredSheet(SheetKey key, long upto, ByteBuffer content) {}
