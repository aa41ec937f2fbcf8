package dev.containerevents.infra.endtoend;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Kills random processes of some functions now and then, until it is closed.
final class ProcessKiller implements AutoCloseable {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger kills = new AtomicInteger();
    private final List<String> handlers;
    private final Random random;

    ProcessKiller(String function, Random random) {
        this(List.of(function), random);
    }

    ProcessKiller(List<String> functions, Random random) {
        this.handlers =
                functions.stream().map(function -> "." + function + "::").toList();
        this.random = random;
        schedule();
    }

    int kills() {
        return kills.get();
    }

    private void schedule() {
        var _ = clock.schedule(this::kill, random.nextInt(300, 1500), TimeUnit.MILLISECONDS);
    }

    private void kill() {
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(process -> isOne(process.info().commandLine().orElse("")))
                .toList();
        if (!processes.isEmpty()
                && processes.get(random.nextInt(processes.size())).destroyForcibly()) {
            kills.incrementAndGet();
        }
        schedule();
    }

    private boolean isOne(String commandLine) {
        return handlers.stream().anyMatch(commandLine::contains);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
