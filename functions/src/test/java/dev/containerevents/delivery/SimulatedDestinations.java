package dev.containerevents.delivery;

import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredAttempt;
import dev.containerevents.table.StoredDestination;
import dev.containerevents.table.TableFaults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The destinations of a table, in memory. Each call pauses before and after it is done, and may fail at both.
final class SimulatedDestinations implements DestinationTable {

    private static final double FAULTS = 0.02;

    private final Random random;
    private final Runnable pause;
    private final Map<DestinationKey, Item> items = new LinkedHashMap<>();
    private final NavigableMap<String, Reminder> reminders = new TreeMap<>();
    final Map<DestinationKey, List<StoredAttempt>> attempts = new HashMap<>();

    /// How many calls failed, or their answers were lost.
    int faults;

    boolean hasFaults = true;

    /// A destination and its lease.
    private static final class Item {
        StoredDestination destination;

        @Nullable
        String lease;

        Instant until = Instant.MIN;
        boolean again;

        Item(StoredDestination destination) {
            this.destination = destination;
        }
    }

    SimulatedDestinations(Random random, Runnable pause) {
        this.random = random;
        this.pause = pause;
    }

    private boolean begin() {
        pause.run();
        if (hasFaults && random.nextDouble() < FAULTS) {
            faults++;
            throw TableFaults.unavailable();
        }
        return hasFaults && random.nextDouble() < FAULTS;
    }

    private void end(boolean isLost) {
        pause.run();
        if (isLost) {
            faults++;
            throw TableFaults.unavailable();
        }
    }

    /// Adds a destination and its reminder.
    void add(StoredDestination destination) {
        DestinationKey key = new DestinationKey(destination.org(), destination.id());
        items.put(key, new Item(destination));
        remind(key, destination.created());
    }

    private void remind(DestinationKey key, Instant at) {
        reminders.put(key.id(), new Reminder(key, at));
    }

    boolean hasReminders() {
        return !reminders.isEmpty();
    }

    StoredDestination now(DestinationKey key) {
        return Objects.requireNonNull(items.get(key)).destination;
    }

    boolean isLeased(DestinationKey key) {
        return Objects.requireNonNull(items.get(key)).lease != null;
    }

    @Override
    public Lease lease(DestinationKey key, String token, Instant now, Instant until, long end, RequestBudget budget) {
        boolean isLost = begin();
        Item item = items.get(key);
        Lease lease;
        if (item == null || !isDue(item.destination.progress(), now)) {
            lease = new Lease.NotDue();
        } else if (item.until.isAfter(now)) {
            // The real table needs another call for this.
            end(isLost);
            isLost = begin();
            if (item.lease == null) {
                end(isLost);
                return lease(key, token, now, until, end, budget);
            }
            item.again = true;
            lease = new Lease.Taken();
        } else {
            item.lease = token;
            item.until = until;
            DeliveryProgress progress = item.destination.progress();
            item.destination = item.destination.with(progress.horizon() == null ? progress.upTo(end) : progress);
            lease = new Lease.Given(item.destination);
        }
        end(isLost);
        return lease;
    }

    private static boolean isDue(DeliveryProgress progress, Instant now) {
        return progress.state() != DeliveryState.PAUSED
                && (progress.nextAttempt() == null || !progress.nextAttempt().isAfter(now));
    }

    @Override
    public Saved save(
            StoredDestination destination,
            String token,
            Keeping keeping,
            @Nullable Announced event,
            RequestBudget budget) {
        boolean isLost = begin();
        Item item = items.get(new DestinationKey(destination.org(), destination.id()));
        Saved saved;
        if (item == null || !token.equals(item.lease)) {
            saved = new Saved.Lost();
        } else if (item.destination.revision() != destination.revision()
                || (keeping == Keeping.NOTHING_IF_ALONE && item.again)) {
            saved = new Saved.Changed(item.destination);
        } else {
            item.destination = destination;
            item.again &= keeping == Keeping.LEASE;
            if (keeping == Keeping.NOTHING || keeping == Keeping.NOTHING_IF_ALONE) {
                item.lease = null;
                item.until = Instant.MIN;
            }
            saved = new Saved.Done();
        }
        end(isLost);
        return saved;
    }

    @Override
    public Creation create(StoredDestination destination, Announced event, RequestBudget budget) {
        add(destination);
        return Creation.CREATED;
    }

    @Override
    public boolean change(
            StoredDestination changed,
            @Nullable DeliveryProgress restart,
            boolean moves,
            Announced event,
            RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    /// Changes the settings and the state, as an owner does.
    void revise(DestinationKey key, DeliveryState state, Instant now) {
        Item item = Objects.requireNonNull(items.get(key));
        item.destination = item.destination.changed(
                item.destination.settings(), item.destination.progress().restarted(state));
        remind(key, now);
    }

    @Override
    public boolean replay(
            StoredDestination destination, DeliveryProgress.Replay replay, Instant now, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(StoredDestination destination, Announced event, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredDestination> get(DestinationKey key, RequestBudget budget) {
        return Optional.ofNullable(items.get(key)).map(item -> item.destination);
    }

    @Override
    public List<StoredDestination> all(String org, RequestBudget budget) {
        boolean isLost = begin();
        List<StoredDestination> all = new ArrayList<>();
        items.values().forEach(item -> all.add(item.destination));
        end(isLost);
        return all;
    }

    @Override
    public List<StoredDestination> getAll(List<DestinationKey> keys, RequestBudget budget) {
        return all("", budget);
    }

    @Override
    public void remind(Reminder reminder, RequestBudget budget) {
        boolean isLost = begin();
        remind(reminder.key(), reminder.at());
        end(isLost);
    }

    @Override
    public List<Reminder> reminders(@Nullable DestinationKey after, RequestBudget budget) {
        boolean isLost = begin();
        List<Reminder> found = after == null
                ? List.copyOf(reminders.values())
                : List.copyOf(reminders.tailMap(after.id(), false).values());
        end(isLost);
        return found;
    }

    @Override
    public void forget(Reminder reminder, RequestBudget budget) {
        boolean isLost = begin();
        reminders.remove(reminder.key().id(), reminder);
        end(isLost);
    }

    @Override
    public void put(DestinationKey key, StoredAttempt attempt, RequestBudget budget) {
        boolean isLost = begin();
        attempts.computeIfAbsent(key, _ -> new ArrayList<>()).add(attempt);
        end(isLost);
    }

    @Override
    public List<Listed> attempts(DestinationKey key, @Nullable String before, int most, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }
}
