package dev.containerevents.stream;

import dev.containerevents.delivery.Announcements;
import dev.containerevents.ledger.Append;
import dev.containerevents.ledger.Arrival;
import dev.containerevents.ledger.Change;
import dev.containerevents.ledger.Stage;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StreamRecord;
import dev.containerevents.table.TableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The writing of one batch. What shares nothing is written side by side: the groups that are staged, and the logs
/// that are appended to. What can't be written now keeps nothing else from being written.
final class LedgerBatch {

    /// More calls at once don't end earlier: see RATIONALE.md.
    private static final int AT_ONCE = 32;

    private final Stage stage;
    private final Append append;
    private final Announcements announcements;
    private final DeadLetters queue;
    private final String shard;
    private final Instant now;
    private final RequestBudget budget;

    private final AtomicInteger deadLetters = new AtomicInteger();
    private final AtomicReference<@Nullable TableException> failure = new AtomicReference<>();

    /// @param shard where the records come from
    LedgerBatch(
            Stage stage,
            Append append,
            Announcements announcements,
            DeadLetters queue,
            String shard,
            Instant now,
            RequestBudget budget) {
        this.stage = stage;
        this.append = append;
        this.announcements = announcements;
        this.queue = queue;
        this.shard = shard;
        this.now = now;
        this.budget = budget;
    }

    /// Something to write for these records.
    private record Task(List<StreamRecord> records, Runnable write) {}

    /// Writes what the records say.
    ///
    /// @return the first that couldn't be written
    Optional<StreamRecord> write(List<StreamRecord> records) {
        List<Change> changes = new ArrayList<>();
        Map<String, List<Arrival>> arrivals = new LinkedHashMap<>();
        for (StreamRecord record : records) {
            try {
                if (record.isOfEvent()) {
                    Change.of(record).ifPresent(changes::add);
                } else {
                    Arrival arrival = Arrival.of(record);
                    arrivals.computeIfAbsent(arrival.org(), _ -> new ArrayList<>())
                            .add(arrival);
                }
            } catch (IllegalArgumentException e) {
                sendToDeadLetters(List.of(record), e);
            }
        }
        List<Task> tasks = new ArrayList<>();
        for (Stage.Group group : Stage.groups(shard, changes)) {
            tasks.add(new Task(group.records(), () -> stage.write(group, budget)));
        }
        arrivals.forEach((org, ofOrg) ->
                tasks.add(new Task(ofOrg.stream().map(Arrival::record).toList(), () -> append(org, ofOrg))));
        List<StreamRecord> failed = run(tasks);
        return records.stream().filter(failed::contains).findFirst();
    }

    private void append(String org, List<Arrival> arrivals) {
        if (append.append(org, shard, arrivals, now, budget)) {
            announcements.announce(org, budget);
        }
    }

    /// @return the records of those tasks that may succeed later
    private List<StreamRecord> run(List<Task> tasks) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<CompletableFuture<List<StreamRecord>>> results = tasks.stream()
                    .map(task -> CompletableFuture.supplyAsync(() -> run(task), threads))
                    .toList();
            List<StreamRecord> failed = new ArrayList<>();
            results.forEach(result -> failed.addAll(result.join()));
            return failed;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /// @return the records of the task if it may succeed later
    private List<StreamRecord> run(Task task) {
        try {
            task.write.run();
        } catch (TableException e) {
            failure.set(e);
            return task.records;
        } catch (IllegalArgumentException e) {
            sendToDeadLetters(task.records, e);
        }
        return List.of();
    }

    private void sendToDeadLetters(List<StreamRecord> records, RuntimeException cause) {
        for (StreamRecord record : records) {
            queue.send(record);
            deadLetters.incrementAndGet();
            LogLine.write(
                    UpdateLedger.class.getSimpleName(),
                    cause,
                    json -> json.writeStringField("dead_letter", record.sequenceNumber()));
        }
    }

    /// How many records are in the queue.
    int deadLetters() {
        return deadLetters.get();
    }

    /// Why records are left; null if none are.
    @Nullable
    RuntimeException failure() {
        return failure.get();
    }
}
