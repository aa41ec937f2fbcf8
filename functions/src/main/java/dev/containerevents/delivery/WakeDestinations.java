package dev.containerevents.delivery;

import com.amazonaws.services.lambda.runtime.Context;
import dev.containerevents.aws.Handler;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.ledger.Log;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
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
import org.jspecify.annotations.Nullable;

/// Says every quarter of an hour which destinations are due: those that wait longer than a message of the queue
/// can, and those whose message was lost.
public final class WakeDestinations extends Handler {

    private static final String NAME = WakeDestinations.class.getSimpleName();

    /// What DynamoDB reads in one batch.
    private static final int AT_A_TIME = 100;

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

    /// Half a read unit for each destination, and 1 for the log of its organisation.
    void wake() {
        RequestBudget budget = new RequestBudget();
        int woken = 0;
        int known = 0;
        Instant now = clock.instant();
        Map<String, Long> sizes = new HashMap<>();
        List<DestinationKey> keys = table.registered(null, budget);
        while (!keys.isEmpty()) {
            for (int begin = 0; begin < keys.size(); begin += AT_A_TIME) {
                List<DestinationKey> some = keys.subList(begin, Math.min(keys.size(), begin + AT_A_TIME));
                for (StoredDestination destination : table.getAll(some, budget)) {
                    known++;
                    woken += isDue(destination, sizes, now, budget) && wake(destination) ? 1 : 0;
                }
            }
            keys = table.registered(keys.getLast(), budget);
        }
        int all = known;
        int sent = woken;
        LogLine.write(NAME, null, json -> {
            json.writeNumberField("destinations", all);
            json.writeNumberField("woken", sent);
            json.writeNumberField("read_units", budget.read());
        });
    }

    private boolean wake(StoredDestination destination) {
        return queue.send(new DestinationKey(destination.org(), destination.id()), Duration.ZERO);
    }

    private boolean isDue(StoredDestination destination, Map<String, Long> sizes, Instant now, RequestBudget budget) {
        Instant next = destination.progress().nextAttempt();
        if (destination.progress().state() == DeliveryState.PAUSED || (next != null && next.isAfter(now))) {
            return false;
        }
        long size = sizes.computeIfAbsent(
                destination.org(), org -> log.end(org, budget).size());
        return destination.progress().replay() != null
                || destination.progress().next() < size
                || !destination.progress().origin().equals(log.origin(destination.org()));
    }
}
