package dev.containerevents.delivery;

import com.amazonaws.services.lambda.runtime.Context;
import dev.containerevents.aws.Handler;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.ledger.Log;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.DestinationTable.Reminder;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks every quarter of an hour at the destinations that have a reminder, and says which of them are due: those
/// that wait longer than a message of the queue can, and those whose message was lost. It forgets those at rest,
/// so they cost nothing.
public final class WakeDestinations extends Handler {

    private static final String NAME = WakeDestinations.class.getSimpleName();

    /// How long a reminder is kept at least. An append announces nothing if the same instance did so a short time
    /// before, at most [DueQueue#LONGEST_DELAY]. If the destination wasn't to be announced then, only its reminder
    /// tells of the append. The rest is for clocks that differ.
    private static final Duration KEPT = DueQueue.LONGEST_DELAY.plusMinutes(5);

    private final DestinationTable table;
    private final Log log;
    private final DueQueue queue;
    private final InstantSource clock;

    public WakeDestinations() {
        this(
                DestinationTable.deployed(),
                new Log(LedgerTable.deployed()),
                SqsDueQueue.deployed(),
                InstantSource.system());
    }

    WakeDestinations(DestinationTable table, Log log, DueQueue queue, InstantSource clock) {
        this.table = table;
        this.log = log;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    protected void prime() throws IOException {
        log.end("-", new RequestBudget());
    }

    /// @throws IllegalArgumentException if it isn't a scheduled event
    @Override
    protected void handle(byte[] event, OutputStream out, Context context) {
        Faults faults = new Faults();
        @Nullable
        String source = JsonObjectReader.readOutermost(new String(event, StandardCharsets.UTF_8), "event", faults)
                .string("source", 0, Integer.MAX_VALUE);
        if (!"aws.events".equals(source) && !"aws.scheduler".equals(source)) {
            throw new IllegalArgumentException("not a scheduled event");
        }
        wake();
    }

    /// Half a read unit. For each reminder also 1 for the destination, and 1 for the log of its organisation.
    void wake() {
        RequestBudget budget = new RequestBudget();
        int woken = 0;
        int looked = 0;
        Instant now = clock.instant();
        List<Reminder> reminders = table.reminders(null, budget);
        while (!reminders.isEmpty()) {
            // After the reminders, and the ends of logs after the destinations: RATIONALE.md says why.
            Map<DestinationKey, StoredDestination> destinations =
                    table.getAll(reminders.stream().map(Reminder::key).toList(), budget).stream()
                            .collect(Collectors.toMap(
                                    destination -> new DestinationKey(destination.org(), destination.id()),
                                    destination -> destination));
            Map<String, Long> sizes = new HashMap<>();
            for (Reminder reminder : reminders) {
                looked++;
                woken += look(reminder, destinations.get(reminder.key()), sizes, now, budget) ? 1 : 0;
            }
            reminders = table.reminders(reminders.getLast().key(), budget);
        }
        int all = looked;
        int sent = woken;
        LogLine.write(NAME, null, json -> {
            json.writeNumberField("destinations", all);
            json.writeNumberField("woken", sent);
            json.writeNumberField("read_units", budget.read());
            json.writeNumberField("write_units", budget.write());
        });
    }

    /// @param destination null if it doesn't exist
    /// @return whether a message was sent
    private boolean look(
            Reminder reminder,
            @Nullable StoredDestination destination,
            Map<String, Long> sizes,
            Instant now,
            RequestBudget budget) {
        if (destination == null || destination.progress().state() == DeliveryState.PAUSED) {
            forget(reminder, now, budget);
            return false;
        }
        DeliveryProgress progress = destination.progress();
        Instant next = progress.nextAttempt();
        if (next != null && next.isAfter(now)) {
            return false;
        }
        long size = sizes.computeIfAbsent(
                destination.org(), org -> log.end(org, budget).size());
        if (progress.replay() != null
                || progress.next() < size
                || !progress.origin().equals(log.origin(destination.org()))) {
            return queue.send(reminder.key(), Duration.ZERO);
        }
        // Only the first failure of several leaves a reminder.
        if (progress.failures() == 0) {
            forget(reminder, now, budget);
        }
        return false;
    }

    private void forget(Reminder reminder, Instant now, RequestBudget budget) {
        if (!reminder.at().plus(KEPT).isAfter(now)) {
            table.forget(reminder, budget);
        }
    }
}
