package dev.containerevents.table;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How far a destination is.
///
/// @param origin       the log that `next` is an index of
/// @param next         the index of the first row that isn't delivered yet
/// @param horizon      where the log ended when the next batch was decided. Whoever sends it again, after a
/// failure or instead of one who died, sends the same rows; null if none was decided
/// @param failures     how many requests failed since the last that was accepted
/// @param nextAttempt  before which nothing is sent; null for at once
/// @param lastSuccess  when a request was last accepted; null if none was
/// @param lastFailure  when a request last failed; null if none did
/// @param failingSince when the first of `failures` was; null if there is none
/// @param error        why the last request failed; null if it didn't
/// @param batch        how many entries a request may have, because larger ones were refused; 0 for as many as
/// the kind allows
/// @param refusals     how often the entry at `next` was refused on its own
/// @param skipped      how many entries were given up because the receiver refuses them
/// @param gone         how many new events no longer existed when they were delivered
/// @param tooOld       how many entries were accepted that the receiver is known to drop for their age
/// @param replay       a range that is delivered once more; null if none is
public record DeliveryProgress(
        DeliveryState state,
        String origin,
        long next,
        @Nullable Long horizon,
        int failures,
        @Nullable Instant nextAttempt,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Nullable Instant failingSince,
        @Nullable String error,
        int batch,
        int refusals,
        long skipped,
        long gone,
        long tooOld,
        @Nullable Replay replay) {

    /// A range of the log that is delivered once more.
    ///
    /// @param id   distinguishes its requests from those that delivered the range before
    /// @param next the index of its first row that isn't delivered yet
    /// @param end  the index after its last row
    public record Replay(String id, long next, long end) {}

    /// The progress of a new destination.
    public static DeliveryProgress from(String origin, long next) {
        return new DeliveryProgress(
                DeliveryState.ACTIVE, origin, next, null, 0, null, null, null, null, null, 0, 0, 0, 0, 0, null);
    }

    /// Returns where the log ended at least when it was decided what to send.
    public long reach() {
        return Math.max(horizon == null ? 0 : horizon, replay == null ? 0 : replay.end());
    }

    /// Returns the same at another place of a log, where nothing is known to be refused.
    public DeliveryProgress at(String ofLog, long index) {
        return changed(copy -> {
            copy.origin = ofLog;
            copy.next = index;
            copy.horizon = horizon != null && horizon > index ? horizon : null;
            copy.refusals = 0;
        });
    }

    /// Returns the same with another horizon.
    public DeliveryProgress upTo(@Nullable Long other) {
        return changed(copy -> copy.horizon = other);
    }

    /// Returns the same with that range to be delivered once more, or none.
    public DeliveryProgress with(@Nullable Replay other) {
        return changed(copy -> copy.replay = other);
    }

    /// Returns the same in that state, as if nothing had failed yet.
    public DeliveryProgress restarted(DeliveryState inState) {
        return changed(copy -> copy.restart(inState));
    }

    /// Returns the same after a request was accepted.
    ///
    /// @param most how many entries a request may have from now on
    public DeliveryProgress succeeded(Instant now, int most) {
        return changed(copy -> {
            copy.restart(DeliveryState.ACTIVE);
            copy.lastSuccess = now;
            copy.batch = most;
        });
    }

    /// Returns the same after a request failed.
    public DeliveryProgress failed(DeliveryState then, String why, Instant now, @Nullable Instant again) {
        return changed(copy -> {
            copy.state = then;
            copy.failures = failures + 1;
            copy.nextAttempt = again;
            copy.lastFailure = now;
            copy.failingSince = failingSince == null ? now : failingSince;
            copy.error = why;
        });
    }

    /// Returns the same with that size of requests, and so many refusals of the entry at `next`.
    public DeliveryProgress refused(int most, int times) {
        return changed(copy -> {
            copy.batch = most;
            copy.refusals = times;
        });
    }

    /// Returns the same with so many more entries that the receiver doesn't have.
    public DeliveryProgress counting(long moreSkipped, long moreGone, long moreTooOld) {
        return changed(copy -> {
            copy.skipped += moreSkipped;
            copy.gone += moreGone;
            copy.tooOld += moreTooOld;
        });
    }

    private DeliveryProgress changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.progress();
    }

    /// A copy whose components can be changed.
    private static final class Copy {

        private DeliveryState state;
        private String origin;
        private long next;
        private @Nullable Long horizon;
        private int failures;
        private @Nullable Instant nextAttempt;
        private @Nullable Instant lastSuccess;
        private @Nullable Instant lastFailure;
        private @Nullable Instant failingSince;
        private @Nullable String error;
        private int batch;
        private int refusals;
        private long skipped;
        private long gone;
        private long tooOld;
        private @Nullable Replay replay;

        Copy(DeliveryProgress of) {
            state = of.state;
            origin = of.origin;
            next = of.next;
            horizon = of.horizon;
            failures = of.failures;
            nextAttempt = of.nextAttempt;
            lastSuccess = of.lastSuccess;
            lastFailure = of.lastFailure;
            failingSince = of.failingSince;
            error = of.error;
            batch = of.batch;
            refusals = of.refusals;
            skipped = of.skipped;
            gone = of.gone;
            tooOld = of.tooOld;
            replay = of.replay;
        }

        /// Forgets what failed.
        void restart(DeliveryState inState) {
            state = inState;
            failures = 0;
            nextAttempt = null;
            failingSince = null;
            error = null;
            refusals = 0;
        }

        DeliveryProgress progress() {
            return new DeliveryProgress(
                    state,
                    origin,
                    next,
                    horizon,
                    failures,
                    nextAttempt,
                    lastSuccess,
                    lastFailure,
                    failingSince,
                    error,
                    batch,
                    refusals,
                    skipped,
                    gone,
                    tooOld,
                    replay);
        }
    }
}
