package dev.containerevents.http;

import dev.containerevents.event.EventBudget;
import dev.containerevents.event.Tier;
import java.time.Instant;
import java.util.Optional;

/// The headers `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), as far as a function
/// knows the limits. What is left of the requests is known to the gateway only, so `RateLimit` tells only of
/// events.
record RateLimit(String policy, Optional<String> state) {

    private static final int SECONDS_OF_A_DAY = 86_400;

    /// Returns the limits of a request.
    ///
    /// @param stores whether it stores events, which a daily budget may limit
    static RateLimit of(Caller caller, boolean stores, Instant now) {
        Tier tier = caller.limitingTier();
        String requests = "\"" + Limit.REQUESTS.text() + "\";q=" + tier.rate() + ";w=1";
        Optional<EventBudget> budget = stores ? caller.budget().map(known -> known.at(now)) : Optional.empty();
        String name = "\"" + Limit.EVENTS_PER_DAY.text() + "\"";
        return new RateLimit(
                budget.map(known -> requests + ", " + name + ";q=" + known.perDay() + ";w=" + SECONDS_OF_A_DAY)
                        .orElse(requests),
                budget.map(known -> name + ";r=" + known.left() + ";t=" + known.secondsToReset(now)));
    }

    Response addTo(Response response) {
        Response limited = response.with("RateLimit-Policy", policy);
        return state.isPresent() ? limited.with("RateLimit", state.get()) : limited;
    }
}
