package dev.containerevents.delivery;

import static dev.containerevents.delivery.DeliverySimulation.require;

import dev.containerevents.table.DestinationKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The queue of destinations that are due in [DeliverySimulation]. It loses no message that it has, hands on some
/// twice, and takes one for a dead letter that was handed on too often.
final class SimulatedQueue {

    /// Less than the real ones, so that a schedule has dead letters.
    private static final int MOST_RECEIVES = 2;

    private static final Duration VISIBILITY = Duration.ofMinutes(3);

    private final Random random;
    private final List<Message> messages = new ArrayList<>();

    SimulatedQueue(Random random) {
        this.random = random;
    }

    /// A message.
    static final class Message {
        final DestinationKey key;
        private Instant visible;
        private int receives;

        private Message(DestinationKey key, Instant visible) {
            this.key = key;
            this.visible = visible;
        }

        /// Returns whether it was handed on before.
        boolean isRepeated() {
            return receives > 1;
        }
    }

    void add(DestinationKey key, Instant visible) {
        messages.add(new Message(key, visible));
        require(messages.size() < 100, "messages multiply");
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    int size() {
        return messages.size();
    }

    /// Returns whether there is a message to hand on.
    boolean isReady(Instant now) {
        return !ready(now).isEmpty();
    }

    private List<Message> ready(Instant now) {
        return messages.stream()
                .filter(message -> !message.visible.isAfter(now))
                .toList();
    }

    /// Hands on a message, which is ready again after some time unless it is removed.
    ///
    /// @return empty if none is ready, or if it became a dead letter
    Optional<Message> receive(Instant now) {
        List<Message> ready = ready(now);
        if (ready.isEmpty()) {
            return Optional.empty();
        }
        Message message = ready.get(random.nextInt(ready.size()));
        boolean comesTwice = random.nextInt(15) == 0;
        message.visible = comesTwice ? now : now.plus(VISIBILITY);
        if (++message.receives > MOST_RECEIVES) {
            messages.remove(message);
            return Optional.empty();
        }
        return Optional.of(message);
    }

    void remove(Message message) {
        messages.remove(message);
    }
}
