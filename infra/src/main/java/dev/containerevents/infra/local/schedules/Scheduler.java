package dev.containerevents.infra.local.schedules;

import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Invokes functions by the schedules of the template, each for the first time when its rate has passed once.
public final class Scheduler implements AutoCloseable {

    private final Consumer<String> log;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Begins to wait.
    ///
    /// @param log gets a line for each call that fails
    public Scheduler(List<Schedule> schedules, Functions functions, Consumer<String> log) {
        this.log = log;
        for (Schedule schedule : schedules) {
            Functions.Target function = functions
                    .find(schedule.function())
                    .orElseThrow(() -> new IllegalArgumentException(
                            schedule.id() + " calls " + schedule.function() + ", which is not in the template."));
            threads.execute(() -> run(schedule, function));
        }
    }

    private void run(Schedule schedule, Functions.Target function) {
        try {
            while (true) {
                Thread.sleep(schedule.rate());
                threads.execute(() -> call(schedule, function));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(Schedule schedule, Functions.Target function) {
        try {
            if (function.invoke(notification(schedule)) instanceof Invocation.Failure failure) {
                log.accept(schedule.id() + ": " + new String(failure.payload(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.accept(schedule.id() + ": " + e);
        }
    }

    /// Returns what Scheduler sends to a target without an input.
    private static byte[] notification(Schedule schedule) {
        var notification = JsonTree.object()
                .put("version", "0")
                .put("id", UUID.randomUUID().toString())
                .put("detail-type", "Scheduled Event")
                .put("source", "aws.scheduler")
                .put("account", Arn.ACCOUNT)
                .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", Arn.REGION);
        notification.putArray("resources").add(Arn.of("scheduler", "schedule/default/" + schedule.id()));
        return JsonTree.bytes(notification.put("detail", "{}"));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
