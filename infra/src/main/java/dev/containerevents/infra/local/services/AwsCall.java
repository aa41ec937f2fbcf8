package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;

/// A request to a service.
///
/// @param operation its name, or method and path
/// @param caller the access key, which is the function's name
/// @param trace X-Ray's header; empty if there is none
record AwsCall(String operation, JsonNode request, String caller, String trace) {}
