package dev.containerevents.http;

import java.util.List;

/// What a page of another origin may see of a response. The gateway's own responses say the same.
public final class Cors {

    /// A key is sent by the calling page, never by the browser on its own, so any origin is allowed.
    public static final String ORIGIN = "*";

    public static final List<String> EXPOSED_HEADERS = List.of(
            "Feed-As-Of",
            "Feed-Next",
            "Feed-Origin",
            "Feed-Size",
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
