package dev.containerevents.event;

/// An organisation as a caller's key describes it.
///
/// @param shards over how many partitions its events are spread in each index: a power of two, 1 for nearly all
public record Org(String id, int shards) {}
