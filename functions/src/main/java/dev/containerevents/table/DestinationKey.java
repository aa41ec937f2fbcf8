package dev.containerevents.table;

/// Where a destination is stored.
public record DestinationKey(String org, String id) {}
