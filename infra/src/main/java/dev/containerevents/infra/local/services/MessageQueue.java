package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A standard queue of SQS: delays, visibility, redrive to a queue of dead letters, and fairness between message
/// groups. Messages come in no order. Thread-safe.
public final class MessageQueue {

    private static final Duration DEFAULT_VISIBILITY = Duration.ofSeconds(30);

    private final Duration delay;
    private final Duration visibility;
    private final Optional<Redrive> redrive;
    private final List<Message> messages = new ArrayList<>();
    private final FairShares shares = new FairShares();
    private final Random random = new Random();

    /// Where a message goes that was received too often.
    ///
    /// @param receives how often it may be received
    /// @param deadLetters takes it
    record Redrive(int receives, Consumer<Message> deadLetters) {}

    /// One message, with its place in time.
    static final class Message {

        private final String id = UUID.randomUUID().toString();
        private final String body;
        private final @Nullable String group;
        private final String trace;
        private final Instant sent = Instant.now();
        private Instant visible;
        private @Nullable Instant firstReceived;
        private Instant received = Instant.EPOCH;
        private int receives;
        private String receipt = "";

        /// @param visible when it can be received first
        Message(String body, @Nullable String group, String trace, Instant visible) {
            this.body = body;
            this.group = group;
            this.trace = trace;
            this.visible = visible;
        }

        String body() {
            return body;
        }

        /// A message without a group is a group of its own.
        private String tenant() {
            return group == null ? id : group;
        }

        private boolean isInFlight(Instant now) {
            return !receipt.isEmpty() && now.isBefore(visible);
        }
    }

    MessageQueue(Duration delay, Duration visibility, Optional<Redrive> redrive) {
        this.delay = delay;
        this.visibility = visibility;
        this.redrive = redrive;
    }

    /// Returns the queue of a template.
    ///
    /// @param deadLetters returns what takes the messages for an ARN
    static MessageQueue of(JsonNode properties, Function<String, Consumer<Message>> deadLetters) {
        JsonNode policy = properties.path("RedrivePolicy");
        return new MessageQueue(
                Duration.ofSeconds(properties.path("DelaySeconds").asLong()),
                Duration.ofSeconds(properties.path("VisibilityTimeout").asLong(DEFAULT_VISIBILITY.toSeconds())),
                policy.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new Redrive(
                                policy.path("maxReceiveCount").asInt(),
                                deadLetters.apply(
                                        policy.path("deadLetterTargetArn").asText()))));
    }

    /// Returns for how long a message that was received is hidden.
    public Duration visibility() {
        return visibility;
    }

    /// Sends a message.
    ///
    /// @param group its message group; null if it has none
    /// @param trace X-Ray's header of the request
    /// @param delay how long it is hidden; the queue's own delay if it is empty
    /// @return its id
    synchronized String send(String body, @Nullable String group, String trace, Optional<Duration> delay) {
        Message message = new Message(body, group, trace, Instant.now().plus(delay.orElse(this.delay)));
        messages.add(message);
        notifyAll();
        return message.id;
    }

    /// Takes a message of another queue, which may be received at once.
    synchronized void take(Message message) {
        message.visible = Instant.now();
        message.receipt = "";
        messages.add(message);
        notifyAll();
    }

    /// Waits for a message, and hides it for the time of the queue.
    public synchronized ReceivedMessage receive() throws InterruptedException {
        while (true) {
            Instant now = Instant.now();
            redrive.ifPresent(policy -> sendToDeadLetters(policy, now));
            Optional<Message> next = next(now);
            if (next.isPresent()) {
                return receive(next.get(), now);
            }
            Optional<Instant> earliest =
                    messages.stream().map(message -> message.visible).min(Instant::compareTo);
            if (earliest.isPresent()) {
                // One more, because 0 would wait for ever.
                wait(Math.max(0, Duration.between(now, earliest.get()).toMillis()) + 1);
            } else {
                wait();
            }
        }
    }

    private void sendToDeadLetters(Redrive policy, Instant now) {
        Iterator<Message> each = messages.iterator();
        while (each.hasNext()) {
            Message message = each.next();
            if (message.receives >= policy.receives() && !now.isBefore(message.visible)) {
                each.remove();
                policy.deadLetters().accept(message);
            }
        }
    }

    /// Chooses one of the messages that can be received, of a tenant that isn't a noisy neighbour if there is one.
    private Optional<Message> next(Instant now) {
        List<Message> visible = messages.stream()
                .filter(message -> !now.isBefore(message.visible))
                .toList();
        List<String> inFlight = messages.stream()
                .filter(message -> message.isInFlight(now))
                .map(Message::tenant)
                .toList();
        List<String> first =
                shares.first(visible.stream().map(Message::tenant).distinct().toList(), inFlight, now);
        List<Message> candidates = visible.stream()
                .filter(message -> first.contains(message.tenant()))
                .toList();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    private ReceivedMessage receive(Message message, Instant now) {
        message.receives++;
        message.received = now;
        message.receipt = UUID.randomUUID().toString();
        message.visible = now.plus(visibility);
        Instant first = message.firstReceived;
        if (first == null) {
            first = now;
            message.firstReceived = now;
        }
        ObjectNode attributes = JsonTree.object()
                .put("ApproximateReceiveCount", Integer.toString(message.receives))
                .put("SentTimestamp", Long.toString(message.sent.toEpochMilli()))
                .put("SenderId", "AROALOCAL")
                .put("ApproximateFirstReceiveTimestamp", Long.toString(first.toEpochMilli()));
        if (message.group != null) {
            attributes.put("MessageGroupId", message.group);
        }
        if (!message.trace.isEmpty()) {
            attributes.put("AWSTraceHeader", message.trace);
        }
        return new ReceivedMessage(message.id, message.receipt, message.body, message.trace, attributes);
    }

    /// Deletes a message, unless it was received again since.
    public synchronized void delete(String receipt) {
        Instant now = Instant.now();
        Iterator<Message> each = messages.iterator();
        while (each.hasNext()) {
            Message message = each.next();
            if (message.receipt.equals(receipt)) {
                each.remove();
                shares.processed(message.tenant(), Duration.between(message.received, now), now);
                if (messages.stream().noneMatch(other -> other.tenant().equals(message.tenant()))) {
                    shares.forget(message.tenant());
                }
                return;
            }
        }
    }

    /// Returns the bodies of all messages, hidden ones too.
    public synchronized List<String> bodies() {
        return messages.stream().map(Message::body).toList();
    }
}
