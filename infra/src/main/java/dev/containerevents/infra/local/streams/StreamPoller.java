package dev.containerevents.infra.local.streams;

import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.services.DynamoDbRequests;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Runs the enabled event source mappings of the template: reads the streams and invokes the functions.
///
/// Each shard has its own thread, which begins when the shard's parent is finished.
public final class StreamPoller implements AutoCloseable {

    /// How often to look for new shards, and how long to wait after DynamoDB Local has failed.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Consumer<String> log;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Returns when the position of each mapping is determined: what is written from then on is delivered.
    public StreamPoller(
            List<EventSourceMapping> mappings, DynamoDbRequests requests, Functions functions, Consumer<String> log)
            throws IOException, InterruptedException {
        this.log = log;
        try {
            for (EventSourceMapping mapping : mappings) {
                Functions.Target function = functions
                        .find(mapping.function())
                        .orElseThrow(() -> new IllegalArgumentException(
                                mapping.id() + " feeds " + mapping.function() + ", which is not in the template."));
                if (mapping.enabled()) {
                    ChangeStream stream = ChangeStream.of(requests, mapping.stream());
                    run(new StreamFollower(mapping, function, stream, log));
                }
            }
        } catch (Exception e) {
            threads.shutdownNow();
            throw e;
        }
    }

    private void run(StreamFollower follower) {
        threads.execute(() -> untilClosed(follower.mapping(), () -> {
            while (true) {
                follower.begin(reader ->
                        threads.execute(() -> untilClosed(follower.mapping(), () -> follower.follow(reader))));
                Thread.sleep(PAUSE);
            }
        }));
    }

    /// Work that ends with the local cloud at the latest.
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /// Begins again after a failure; the reader has kept its position.
    private void untilClosed(EventSourceMapping mapping, Work work) {
        boolean failed = true;
        while (failed && !threads.isShutdown()) {
            try {
                work.run();
                failed = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                failed = pauseAfter(mapping, e);
            }
        }
    }

    /// @return whether to continue
    private boolean pauseAfter(EventSourceMapping mapping, Exception failure) {
        if (threads.isShutdown()) {
            return false;
        }
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        log.accept(mapping.id() + ": " + trace);
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
