package dev.containerevents.infra.local.queues;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.services.MessageQueue;
import dev.containerevents.infra.local.services.Queues;
import dev.containerevents.infra.local.services.ReceivedMessage;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Runs the enabled mappings of queues. A message that was processed is deleted. After a failure, it stays, and is
/// received again when it becomes visible.
public final class QueuePoller implements AutoCloseable {

    private final Consumer<String> log;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Begins to receive messages.
    ///
    /// @param log gets a line for each failure
    public QueuePoller(List<QueueMapping> mappings, Queues queues, Functions functions, Consumer<String> log) {
        this.log = log;
        for (QueueMapping mapping : mappings) {
            Functions.Target function = functions
                    .find(mapping.function())
                    .orElseThrow(() -> new IllegalArgumentException(
                            mapping.id() + " feeds " + mapping.function() + ", which is not in the template."));
            if (mapping.enabled()) {
                MessageQueue queue = queues.find(mapping.queue()).orElseThrow();
                threads.execute(() -> poll(mapping, queue, function));
            }
        }
    }

    /// Receives no message that the function can't take yet.
    private void poll(QueueMapping mapping, MessageQueue queue, Functions.Target function) {
        Semaphore concurrency = new Semaphore(mapping.concurrency());
        try {
            while (true) {
                concurrency.acquire();
                ReceivedMessage message = queue.receive();
                threads.execute(() -> {
                    try {
                        deliver(mapping, queue, function, message);
                    } finally {
                        concurrency.release();
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException closed) {
            // The local cloud is stopping.
        }
    }

    private void deliver(QueueMapping mapping, MessageQueue queue, Functions.Target function, ReceivedMessage message) {
        ObjectNode event = JsonTree.object();
        event.putArray("Records").add(message.toRecord(mapping.queue(), Arn.REGION));
        String failure;
        try {
            switch (function.invoke(JsonTree.bytes(event), message.trace())) {
                case Invocation.Success _ -> {
                    queue.delete(message.receipt());
                    return;
                }
                case Invocation.Failure(byte[] payload) -> failure = new String(payload, StandardCharsets.UTF_8);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            // Its process couldn't be started.
            failure = e.toString();
        }
        if (!threads.isShutdown()) {
            log.accept(mapping.id() + ", " + message.id() + ": " + failure);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
