package dev.containerevents.json;

/// One thing that is wrong with a request.
///
/// @param where the part of the request, then the name in it: `body/status`, `query/limit`, `path/container_id`
/// @param why   what was expected, readable after the name: `must be SUCCESS or FAIL`
public record Fault(String where, String why) {}
