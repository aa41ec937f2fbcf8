package dev.containerevents.delivery;

import dev.containerevents.aws.Aws;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.DestinationTable.Reminder;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Says that the destinations of an organisation are due, after rows were appended to its log.
///
/// What is appended within a short time is delivered together: a message is delayed by that time, and until it is
/// delivered it also stands for what is appended meanwhile. So no more are sent. Thread-safe.
public final class Announcements {

    /// The most organisations that are kept in memory.
    private static final int MOST_KEPT = 10_000;

    private final DestinationTable table;
    private final DueQueue queue;
    private final Duration delay;
    private final InstantSource clock;

    /// When the messages of an organisation were last sent.
    private final Map<String, Instant> sent = new ConcurrentHashMap<>();

    public Announcements(DestinationTable table, DueQueue queue, Duration delay, InstantSource clock) {
        this.table = table;
        this.queue = queue;
        this.delay = delay;
        this.clock = clock;
    }

    /// Returns those of the function that we are in, as its environment says.
    public static Announcements deployed() {
        return new Announcements(
                DestinationTable.deployed(),
                SqsDueQueue.deployed(),
                Duration.ofSeconds(Long.parseLong(Aws.variable("DUE_DELAY_SECONDS"))),
                InstantSource.system());
    }

    /// Announces the destinations of an organisation, unless a message is still under way. 1 read unit. If the
    /// queue isn't known to have a message, a reminder is left, and the next append announces again.
    public void announce(String org, RequestBudget budget) {
        // Before the messages are sent: their delay begins later.
        Instant now = clock.instant();
        Instant last = sent.get(org);
        if (last != null && now.isBefore(last.plus(delay))) {
            return;
        }
        boolean all = true;
        for (StoredDestination destination : table.all(org, budget)) {
            DestinationKey key = new DestinationKey(org, destination.id());
            if (isToBeSent(destination, now) && !queue.send(key, delay)) {
                table.remind(new Reminder(key, now), budget);
                all = false;
            }
        }
        if (sent.size() >= MOST_KEPT) {
            sent.clear();
        }
        if (all) {
            sent.put(org, now);
        }
    }

    /// A destination that has to wait has a reminder.
    private boolean isToBeSent(StoredDestination destination, Instant now) {
        Instant next = destination.progress().nextAttempt();
        return destination.progress().state() != DeliveryState.PAUSED
                && (next == null || !next.isAfter(now.plus(delay)));
    }
}
