package dev.containerevents.event;

/// How many events succeeded and how many failed. Negative if events are subtracted.
public record Tally(long success, long fail) {

    public static final Tally ZERO = new Tally(0, 0);

    /// Returns a tally of one event with that status.
    public static Tally one(Status status) {
        return switch (status) {
            case SUCCESS -> new Tally(1, 0);
            case FAIL -> new Tally(0, 1);
        };
    }

    public Tally plus(Tally other) {
        return new Tally(success + other.success, fail + other.fail);
    }

    public Tally negated() {
        return new Tally(-success, -fail);
    }

    public long of(Status status) {
        return switch (status) {
            case SUCCESS -> success;
            case FAIL -> fail;
        };
    }
}
