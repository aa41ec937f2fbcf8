package dev.containerevents.event;

import java.util.Locale;
import java.util.Optional;

/// How many requests a second an organisation may send. This is the only place that lists the tiers: the
/// deployment makes a usage plan of API Gateway of each, at most ten.
///
/// A bucket of `burst` tokens is refilled at `rate` tokens a second, and each request takes one.
public enum Tier {
    /// Also for organisations without a tier of their own.
    SMALL(100, 200),
    MEDIUM(250, 500),
    LARGE(500, 1_000);

    private final int rate;
    private final int burst;

    Tier(int rate, int burst) {
        this.rate = rate;
        this.burst = burst;
    }

    /// Returns the number of requests a second, on average.
    public int rate() {
        return rate;
    }

    /// Returns how many requests may come at once.
    public int burst() {
        return burst;
    }

    /// Returns its name in commands, responses and plans.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads what [#text()] returned. Empty if there is no such tier.
    public static Optional<Tier> of(String text) {
        for (Tier tier : values()) {
            if (tier.text().equals(text)) {
                return Optional.of(tier);
            }
        }
        return Optional.empty();
    }
}
