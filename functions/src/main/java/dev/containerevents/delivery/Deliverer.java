package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// Delivers what destinations don't have yet: at least once, in the order of the log, one request at a time for a
/// destination.
///
/// Whoever delivers has a lease. The cursor moves only after the receiver accepted, so whoever stops anywhere, or
/// goes on although its lease has ended, repeats at most one batch, under the same ids. Thread-safe.
///
/// @param orgs   reads an organisation, for the events that tell of a destination's state
/// @param random tells leases apart
record Deliverer(
        DestinationTable table,
        Log log,
        EntryReader.Events events,
        Function<String, Optional<Org>> orgs,
        Sender sender,
        DueQueue queue,
        Backoff backoff,
        InstantSource clock,
        TokenSource random) {

    /// Longer than a function may run: a lease ends by itself only after its holder has.
    static final Duration LEASE = Duration.ofSeconds(140);

    /// What a request takes at the most, with what precedes and follows it.
    static final Duration ONE_REQUEST = Receiver.MOST_TIME.plusSeconds(10);

    /// Makes texts that differ each time.
    @FunctionalInterface
    interface TokenSource {
        String next();
    }

    /// Delivers to a destination until it has everything, its receiver fails, or the time is over. In the latter
    /// cases, the queue says again that it is due.
    ///
    /// @param deadline when the caller ends
    /// @throws IOException if something else than the receiver failed, so that the same has to be tried again
    void deliver(DestinationKey key, Instant deadline, RequestBudget budget) throws IOException {
        String token = random.next();
        Instant now = clock.instant();
        Log.End end = log.end(key.org(), budget);
        switch (table.lease(key, token, now, now.plus(LEASE), end.size(), budget)) {
            case DestinationTable.Lease.Given(var destination) -> {
                if (destination.progress().reach() > end.size()) {
                    // Another had the lease after the end was read, and may have sent what came after it. The same
                    // rows have to be sent again.
                    end = log.end(key.org(), budget);
                }
                new Delivery(this, destination, end, token, deadline, budget).run();
            }
            case DestinationTable.Lease.Taken _ ->
                // Who has the lease looks again. If it dies, perhaps no other message is left: SQS may hand on one
                // message twice, to it and to us.
                remind(key, budget);
            case DestinationTable.Lease.NotDue _ -> {
                // There is nothing to do, or there is a reminder.
            }
        }
    }

    /// Does the same for a message that was handed on before. The queue gives up after some times, so a reminder
    /// is left first.
    void deliverAgain(DestinationKey key, Instant deadline, RequestBudget budget) throws IOException {
        remind(key, budget);
        deliver(key, deadline, budget);
    }

    private void remind(DestinationKey key, RequestBudget budget) {
        table.remind(new DestinationTable.Reminder(key, clock.instant()), budget);
    }
}
