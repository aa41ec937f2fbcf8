package dev.containerevents.delivery;

import java.util.Map;

/// A request to a receiver: a POST.
///
/// @param headers its own headers, besides those that every request has
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(ReceiverUrl url, Map<String, String> headers, byte[] body) {}
