package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// All that is asked of the table for destinations. Thread-safe.
///
/// | pk          | sk               | says                                                |
/// |-------------|------------------|-----------------------------------------------------|
/// | `D#acme`    | `D#<id>`         | a destination, how far it is, and who delivers      |
/// | `D#acme`    | `N`              | how many destinations the organisation has          |
/// | `D#acme#<id>` | `A#<millis>#…` | a request to the destination                        |
/// | `W#0`       | `acme#<id>`      | that the schedule has to look at the destination    |
public interface DestinationTable {

    /// The most destinations of an organisation.
    int MOST = 10;

    /// Returns the table that the function's environment names.
    static DestinationTable deployed() {
        return new DynamoDestinationTable(Dynamo.deployed());
    }

    static DestinationTable of(DynamoDbClient client, String table) {
        return new DynamoDestinationTable(new Dynamo(client, table));
    }

    /// An event that is stored together with a change of a destination, or not at all.
    record Announced(Event event, Org org) {}

    /// What became of a new destination.
    enum Creation {
        CREATED,
        EXISTS,
        TOO_MANY
    }

    /// Stores a destination, the event that tells of it, and a reminder. 8 write units.
    Creation create(StoredDestination destination, Announced event, RequestBudget budget);

    /// Changes a destination, unless it was changed since it was read, and leaves a reminder. Progress that was
    /// made since then stays, except for its place if there is another one. 6 write units.
    ///
    /// @param restart the progress from which to go on; null to leave it as it is
    /// @param moves   whether `restart` is at another place
    /// @return whether it was done
    boolean change(
            StoredDestination changed,
            @Nullable DeliveryProgress restart,
            boolean moves,
            Announced event,
            RequestBudget budget);

    /// Sets the range that is delivered once more, unless there is one, and leaves a reminder. 4 write units.
    ///
    /// @return whether it was done
    boolean replay(StoredDestination destination, DeliveryProgress.Replay replay, Instant now, RequestBudget budget);

    /// Deletes a destination and its reminder. Its attempts expire by themselves. 8 write units.
    ///
    /// @return whether it existed
    boolean delete(StoredDestination destination, Announced event, RequestBudget budget);

    /// Returns a destination. Consistent. 1 read unit.
    Optional<StoredDestination> get(DestinationKey key, RequestBudget budget);

    /// Reads a destination that can't exist, before a snapshot.
    default void prime(RequestBudget budget) {
        get(new DestinationKey("-", "-"), budget);
    }

    /// Returns all destinations of an organisation. Consistent. 1 read unit for 4 KB.
    List<StoredDestination> all(String org, RequestBudget budget);

    /// Returns those of these destinations that exist. Consistent. 1 read unit each.
    ///
    /// @param keys at most 100
    List<StoredDestination> getAll(List<DestinationKey> keys, RequestBudget budget);

    /// Says that the schedule has to look at a destination: that it may have something to get although no message
    /// says so. A destination that has one already has a new one then.
    ///
    /// @param at when it was left
    record Reminder(DestinationKey key, Instant at) {}

    /// Leaves a reminder. 1 write unit.
    void remind(Reminder reminder, RequestBudget budget);

    /// Returns reminders in the order of their keys, at most 100. Half a read unit for 4 KB.
    ///
    /// @param after null to begin with the first
    /// @return empty if there are no more
    List<Reminder> reminders(@Nullable DestinationKey after, RequestBudget budget);

    /// Deletes a reminder, unless there is a new one. 1 write unit.
    void forget(Reminder reminder, RequestBudget budget);

    /// Who may deliver.
    sealed interface Lease {

        /// The caller may, until the lease ends.
        record Given(StoredDestination destination) implements Lease {}

        /// Another caller may. It was told that there may be more to deliver.
        record Taken() implements Lease {}

        /// Nobody may: the destination doesn't exist, is paused, or must wait.
        record NotDue() implements Lease {}
    }

    /// Leases a destination to one who delivers. 1 write unit; 2 if it is taken.
    ///
    /// @param token identifies the caller
    /// @param end   becomes the horizon, unless there is one
    Lease lease(DestinationKey key, String token, Instant now, Instant until, long end, RequestBudget budget);

    /// What becomes of the lease when progress is saved.
    enum Keeping {
        /// The caller goes on.
        LEASE,

        /// The caller goes on, and reads the end of the log after this: what others tell from now on is new.
        LEASE_ANEW,

        /// It is given back. Somebody will come again.
        NOTHING,

        /// It is given back, unless another caller was told that the destination is leased. Then nothing is saved.
        NOTHING_IF_ALONE
    }

    /// The result of saving progress.
    sealed interface Saved {
        record Done() implements Saved {}

        /// Nothing was saved: the settings were changed meanwhile, or the lease can't be given back yet.
        record Changed(StoredDestination destination) implements Saved {}

        /// Nothing was saved: another caller has the lease, or the destination was deleted.
        record Lost() implements Saved {}
    }

    /// Saves progress, if the caller still has the lease and the destination is of the same revision. 1 write
    /// unit, or 4 with an event.
    ///
    /// @param event stored together with the progress; null for none
    Saved save(
            StoredDestination destination,
            String token,
            Keeping keeping,
            @Nullable Announced event,
            RequestBudget budget);

    /// Stores an attempt for 30 days. 1 write unit.
    void put(DestinationKey key, StoredAttempt attempt, RequestBudget budget);

    /// An attempt and its place in the list.
    record Listed(String place, StoredAttempt attempt) {}

    /// Returns the attempts of a destination, newest first. Half a read unit for 4 KB.
    ///
    /// @param before the place of an attempt that was returned before; null to begin with the newest
    List<Listed> attempts(DestinationKey key, @Nullable String before, int most, RequestBudget budget);
}
