package dev.containerevents.infra.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A queue hides, shows and gives up messages as SQS does.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(20)
final class MessageQueueTest {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> deadLetters = new ArrayList<>();

    private MessageQueue queue(Duration visibility) {
        return new MessageQueue(
                Duration.ZERO,
                visibility,
                Optional.of(new MessageQueue.Redrive(2, message -> deadLetters.add(message.body()))));
    }

    private static void send(MessageQueue queue, String body, String group) {
        queue.send(body, group, "", Optional.empty());
    }

    @Test
    void delaysAMessageByItsOwnDelayOrThatOfTheQueue() throws Exception {
        MessageQueue queue = new MessageQueue(SHORT, LONG, Optional.empty());
        Instant begin = Instant.now();
        queue.send("by the queue", null, "", Optional.empty());
        queue.send("at once", null, "", Optional.of(Duration.ZERO));

        assertThat(queue.receive().body()).isEqualTo("at once");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(SHORT);
        assertThat(queue.receive().body()).isEqualTo("by the queue");
        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void showsAMessageAgainThatWasNotDeletedInTime() throws Exception {
        MessageQueue queue = queue(SHORT);
        send(queue, "hello", "acme");

        Instant begin = Instant.now();
        ReceivedMessage first = queue.receive();
        ReceivedMessage second = queue.receive();

        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(SHORT);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.receipt()).isNotEqualTo(first.receipt());
        assertThat(first.attributes().path("ApproximateReceiveCount").asText()).isEqualTo("1");
        assertThat(second.attributes().path("ApproximateReceiveCount").asText()).isEqualTo("2");
        assertThat(second.attributes().path("MessageGroupId").asText()).isEqualTo("acme");
        queue.delete(first.receipt());
        assertThat(queue.bodies()).as("it was received again since").containsExactly("hello");
        queue.delete(second.receipt());
        assertThat(queue.bodies()).isEmpty();
    }

    @Test
    void sendsAMessageToTheDeadLettersThatWasReceivedTooOften() throws Exception {
        MessageQueue queue = queue(SHORT);
        send(queue, "bad", "acme");
        queue.receive();
        queue.receive();
        queue.send("good", "acme", "", Optional.of(SHORT.multipliedBy(2)));

        assertThat(queue.receive().body()).isEqualTo("good");
        assertThat(deadLetters).containsExactly("bad");
        assertThat(queue.bodies()).containsExactly("good");
    }

    /// The first ten of a hundred messages would all be the loud one's.
    @Test
    void prefersQuietTenantsToOneWithManyMessagesInFlight() throws Exception {
        MessageQueue queue = queue(LONG);
        for (int i = 0; i < 100; i++) {
            send(queue, "loud", "loud");
        }
        for (int i = 0; i < 30; i++) {
            queue.receive();
        }
        for (int i = 0; i < 5; i++) {
            send(queue, "quiet", "quiet" + i);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(queue.receive().body()).isEqualTo("quiet");
        }
        assertThat(queue.receive().body()).isEqualTo("loud");
    }

    @Test
    void prefersQuietTenantsToOneThatTakesLong() throws Exception {
        MessageQueue queue = queue(LONG);
        for (int i = 0; i < 50; i++) {
            send(queue, "slow", "slow");
        }
        ReceivedMessage slow = queue.receive();
        Thread.sleep(50);
        queue.delete(slow.receipt());
        send(queue, "quick", "quick");

        assertThat(queue.receive().body()).isEqualTo("quick");
        assertThat(queue.receive().body()).isEqualTo("slow");
    }

    @Test
    void takesFromTheNoisyTenantWithTheFewestMessagesInFlight() {
        FairShares shares = new FairShares();
        Instant now = Instant.now();
        shares.processed("a", Duration.ofSeconds(10), now);
        shares.processed("b", Duration.ofSeconds(10), now);

        assertThat(shares.first(List.of("a", "b"), List.of("a", "a", "b"), now)).containsExactly("b");
        assertThat(shares.first(List.of("a", "b", "c"), List.of("a", "a", "b"), now))
                .containsExactly("c");
        shares.forget("a");
        assertThat(shares.first(List.of("a", "b"), List.of("a", "a", "b"), now)).containsExactly("a");
        assertThat(shares.first(List.of("a", "b"), List.of(), now.plus(Duration.ofMinutes(6))))
                .as("what is long ago doesn't count")
                .containsExactly("a", "b");
    }
}
