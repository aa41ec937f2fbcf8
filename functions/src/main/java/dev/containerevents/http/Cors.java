package dev.containerevents.http;

import java.util.List;

/// What a page of another origin may see of an answer. The gateway's own answers say the same.
public final class Cors {

    /// A key is sent by the caller and never by the browser itself, so any origin may ask.
    public static final String ORIGIN = "*";

    public static final List<String> EXPOSED_HEADERS = List.of(
            "Idempotent-Replayed",
            "Link",
            "Location",
            "Next-Token",
            "Preference-Applied",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "X-Consumed-Read-Units",
            "X-Consumed-Write-Units",
            "X-Result-Count");

    private Cors() {}
}
