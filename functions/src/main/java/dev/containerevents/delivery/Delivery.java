package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.ledger.Log;
import dev.containerevents.ledger.RowFilter;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryProgress.Replay;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable.Announced;
import dev.containerevents.table.DestinationTable.Keeping;
import dev.containerevents.table.DestinationTable.Reminder;
import dev.containerevents.table.DestinationTable.Saved;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The delivery to one destination by one who has its lease. Not thread-safe.
final class Delivery {

    /// How often a receiver that refuses is tried.
    private static final Duration PAUSE_OF_REFUSED = Duration.ofHours(1);

    /// Without success for so long, a destination is paused.
    private static final Duration LONGEST_FAILURE = Duration.ofDays(7);

    /// An entry that was refused so often on its own may be skipped.
    private static final int MOST_REFUSALS = 3;

    private final Deliverer deliverer;
    private final String token;
    private final Instant deadline;
    private final RequestBudget budget;
    private final DestinationKey key;

    /// As it will be saved next.
    private StoredDestination destination;

    /// As it is stored.
    private StoredDestination stored;

    private Log.End end;
    private boolean isLost;

    /// @param end of the log, which was read before the lease was taken
    Delivery(
            Deliverer deliverer,
            StoredDestination destination,
            Log.End end,
            String token,
            Instant deadline,
            RequestBudget budget) {
        this.deliverer = deliverer;
        this.destination = destination;
        this.stored = destination;
        this.token = token;
        this.deadline = deadline;
        this.budget = budget;
        this.key = new DestinationKey(destination.org(), destination.id());
        this.end = end;
        followLog();
    }

    /// The log of a table that was restored from a backup may go on in another way. What was delivered of it
    /// before stays delivered.
    private void followLog() {
        DeliveryProgress progress = destination.progress();
        String origin = deliverer.log().origin(key.org());
        if (!progress.origin().equals(origin)) {
            destination = destination.with(
                    progress.at(origin, Math.min(progress.next(), end.size())).upTo(null));
        }
    }

    void run() throws IOException {
        boolean goesOn = true;
        while (goesOn) {
            if (now().plus(Deliverer.ONE_REQUEST).isAfter(deadline)) {
                goesOn = save(destination, Keeping.NOTHING, null);
                if (!goesOn) {
                    due(Duration.ZERO);
                }
            } else {
                goesOn = step();
            }
        }
    }

    private Instant now() {
        return deliverer.clock().instant();
    }

    /// @return whether to go on
    private boolean step() throws IOException {
        DeliveryProgress progress = destination.progress();
        if (progress.next() < end.size() && horizon(progress) == null) {
            destination = destination.with(progress.upTo(end.size()));
            return save(destination, Keeping.LEASE, null);
        }
        EntryReader.Part part = part();
        if (part == null) {
            return save(destination, Keeping.NOTHING_IF_ALONE, null);
        }
        Kind kind = Kind.of(destination.settings());
        int limit = progress.batch();
        Batch batch = read(part, kind, limit == 0 ? kind.mostEntries() : Math.min(limit, kind.mostEntries()));
        if (batch.isEmpty()) {
            destination = destination.with(advanced(progress, part, batch.upto()));
            return true;
        }
        Sender.Sent sent = deliverer.sender().send(destination, kind, batch);
        boolean goesOn = switch (sent.outcome()) {
            case Outcome.Accepted accepted -> accepted(part, batch, accepted, 0);
            case Outcome.Poison poison -> refused(part, kind, batch, poison);
            case Outcome.Retry retry -> retry(progress, batch, retry);
            case Outcome.Refused(String why) -> failing(progress, batch, why);
            case Outcome.Gone(String why) -> paused(progress, why);
        };
        deliverer.table().put(key, sent.attempt(), budget);
        return goesOn;
    }

    /// Returns the horizon of the next batch; null if none was decided yet.
    private static @Nullable Long horizon(DeliveryProgress progress) {
        Long horizon = progress.horizon();
        return horizon != null && horizon > progress.next() ? horizon : null;
    }

    /// Returns what to deliver next: what is new, then what is replayed.
    private EntryReader.@Nullable Part part() {
        DeliveryProgress progress = destination.progress();
        Long horizon = horizon(progress);
        if (horizon != null) {
            return new EntryReader.Part(key.org(), key.id(), null, progress.next(), Math.min(horizon, end.size()));
        }
        Replay replay = progress.replay();
        return replay == null
                ? null
                : new EntryReader.Part(
                        key.org(), key.id(), replay.id(), replay.next(), Math.min(replay.end(), end.size()));
    }

    private Batch read(EntryReader.Part part, Kind kind, int most) {
        RowFilter filter =
                RowFilter.of(DestinationFilter.of(destination.settings().filter()));
        return new EntryReader(deliverer.log(), deliverer.events()).read(part, end, filter, kind, most, now(), budget);
    }

    private static DeliveryProgress advanced(DeliveryProgress progress, EntryReader.Part part, long upto) {
        Replay replay = progress.replay();
        if (part.replay() == null || replay == null) {
            return progress.at(progress.origin(), upto);
        }
        return progress.with(upto < part.end() ? new Replay(replay.id(), upto, replay.end()) : null);
    }

    /// @param skipped how many entries before the batch are given up
    private boolean accepted(EntryReader.Part part, Batch batch, Outcome.Accepted accepted, int skipped) {
        DeliveryProgress before = destination.progress();
        DeliveryProgress after = advanced(before, part, batch.upto())
                .succeeded(now(), skipped > 0 ? 0 : before.batch())
                .counting(skipped + accepted.skipped(), batch.gone(), accepted.tooOld());
        if (after.next() < end.size() && horizon(after) == null) {
            // The next batch is decided by the same write.
            after = after.upTo(end.size());
        }
        destination = destination.with(after);
        Announced event = before.state() == DeliveryState.FAILING ? event(DestinationEvent.RECOVERED, null) : null;
        return save(destination, part() == null ? Keeping.NOTHING_IF_ALONE : Keeping.LEASE, event);
    }

    /// Halves the batch. A single entry is tried three times, and then whether the receiver accepts the next one:
    /// if it doesn't, the fault isn't the entry's.
    private boolean refused(EntryReader.Part part, Kind kind, Batch batch, Outcome.Poison poison) throws IOException {
        DeliveryProgress progress = destination.progress();
        if (batch.size() > 1) {
            destination = destination.with(progress.refused(batch.size() / 2, 0));
            return save(destination, Keeping.LEASE, null);
        }
        int refusals = Math.min(MOST_REFUSALS, progress.refusals() + 1);
        progress = progress.refused(1, refusals);
        Outcome.Retry retry = new Outcome.Retry(poison.why(), null);
        if (refusals < MOST_REFUSALS) {
            return retry(progress, batch, retry);
        }
        EntryReader.Part rest = new EntryReader.Part(
                part.org(),
                part.destination(),
                part.replay(),
                batch.upto(),
                part.replay() == null ? end.size() : part.end());
        Batch next = read(rest, kind, 1);
        if (next.isEmpty()) {
            // Nothing tells whose fault it is, until there is another entry.
            return retry(progress, batch, retry);
        }
        Sender.Sent sent = deliverer.sender().send(destination, kind, next);
        boolean goesOn = switch (sent.outcome()) {
            case Outcome.Accepted accepted -> accepted(rest, next, accepted, batch.size());
            case Outcome.Poison _ -> failing(progress, batch, poison.why());
            case Outcome.Retry later -> retry(progress, batch, later);
            case Outcome.Refused(String why) -> failing(progress, batch, why);
            case Outcome.Gone(String why) -> paused(progress, why);
        };
        deliverer.table().put(key, sent.attempt(), budget);
        return goesOn;
    }

    private boolean retry(DeliveryProgress progress, Batch batch, Outcome.Retry retry) throws IOException {
        Duration wait = deliverer.backoff().after(progress.failures());
        if (retry.after() != null && retry.after().compareTo(wait) > 0) {
            wait = retry.after();
        }
        boolean wasFailing = progress.state() == DeliveryState.FAILING;
        return failed(wasFailing ? DeliveryState.FAILING : DeliveryState.RETRYING, progress, batch, retry.why(), wait);
    }

    private boolean failing(DeliveryProgress progress, Batch batch, String why) throws IOException {
        return failed(DeliveryState.FAILING, progress, batch, why, PAUSE_OF_REFUSED);
    }

    private boolean failed(DeliveryState state, DeliveryProgress progress, Batch batch, String why, Duration wait)
            throws IOException {
        Instant now = now();
        DeliveryMetrics.undelivered(
                key, Duration.between(batch.entries().getFirst().entry().row().at(), now));
        Instant since = Objects.requireNonNullElse(progress.failingSince(), now);
        if (!since.plus(LONGEST_FAILURE).isAfter(now)) {
            return paused(progress, "nothing was accepted for seven days; the last error: " + why);
        }
        boolean isEdge = state == DeliveryState.FAILING && progress.state() != DeliveryState.FAILING;
        destination = destination.with(progress.failed(state, why, now, now.plus(wait)));
        if (isEdge) {
            DeliveryMetrics.failing(key);
        }
        if (progress.failures() == 0) {
            // Messages that come while it waits do nothing, and the one that is sent last may be lost or too early.
            deliverer.table().remind(new Reminder(key, now), budget);
        }
        boolean goesOn = save(destination, Keeping.NOTHING, isEdge ? event(DestinationEvent.FAILING, why) : null);
        if (!goesOn && wait.compareTo(DueQueue.LONGEST_DELAY) <= 0) {
            due(wait);
        }
        return goesOn;
    }

    private boolean paused(DeliveryProgress progress, String why) {
        DeliveryMetrics.failing(key);
        destination = destination.with(progress.failed(DeliveryState.PAUSED, why, now(), null));
        return save(destination, Keeping.NOTHING, event(DestinationEvent.PAUSED, why));
    }

    private @Nullable Announced event(DestinationEvent event, @Nullable String why) {
        Org org = deliverer.orgs().apply(key.org()).orElse(null);
        return org == null ? null : event.of(destination, org, why, now());
    }

    /// Only who had the lease says that the destination is due.
    private void due(Duration delay) throws IOException {
        if (!isLost && !deliverer.queue().send(key, delay)) {
            throw new IOException("the queue isn't known to have a message");
        }
    }

    /// Saves progress.
    ///
    /// @return whether to go on, from what [#destination] then is
    private boolean save(StoredDestination changed, Keeping keeping, @Nullable Announced event) {
        return switch (deliverer.table().save(changed, token, keeping, event, budget)) {
            case Saved.Done _ -> {
                stored = changed;
                yield keeping == Keeping.LEASE || keeping == Keeping.LEASE_ANEW;
            }
            case Saved.Lost _ -> {
                isLost = true;
                yield false;
            }
            case Saved.Changed(StoredDestination now)
            when now.revision() == changed.revision() -> {
                boolean goesOn = save(changed, Keeping.LEASE_ANEW, event);
                end = deliverer.log().end(key.org(), budget);
                yield goesOn;
            }
            case Saved.Changed(StoredDestination now) -> {
                destination = merged(now, changed);
                stored = now;
                if (now.progress().state() == DeliveryState.PAUSED) {
                    yield save(destination, Keeping.NOTHING, null);
                }
                boolean goesOn = save(destination, Keeping.LEASE_ANEW, null);
                end = deliverer.log().end(key.org(), budget);
                yield goesOn;
            }
        };
    }

    /// What somebody else changed, with what was delivered meanwhile, unless it was moved.
    private StoredDestination merged(StoredDestination now, StoredDestination changed) {
        DeliveryProgress theirs = now.progress();
        DeliveryProgress ours = changed.progress();
        DeliveryProgress before = stored.progress();
        DeliveryProgress merged = theirs.counting(
                ours.skipped() - before.skipped(), ours.gone() - before.gone(), ours.tooOld() - before.tooOld());
        if (theirs.next() == before.next() && theirs.origin().equals(before.origin())) {
            merged = merged.at(ours.origin(), ours.next());
        }
        if (Objects.equals(theirs.replay(), before.replay())) {
            merged = merged.with(ours.replay());
        }
        return now.with(merged);
    }
}
