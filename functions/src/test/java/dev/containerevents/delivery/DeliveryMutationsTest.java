package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.SourceMutation;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [DeliverySimulation] notices each of these mistakes. They are made in the real sources, which are compiled
/// anew.
final class DeliveryMutationsTest {

    @TempDir
    Path folder;

    static Stream<SourceMutation> mutations() {
        return Stream.of(
                new SourceMutation(
                        "the lease is given back although somebody found it taken",
                        "Delivery.java",
                        "part() == null ? Keeping.NOTHING_IF_ALONE : Keeping.LEASE, event);",
                        "part() == null ? Keeping.NOTHING : Keeping.LEASE, event);"),
                new SourceMutation(
                        "the end of the log isn't read again",
                        "Delivery.java",
                        "boolean goesOn = save(changed, Keeping.LEASE_ANEW, event);\n"
                                + "                end = deliverer.log().end(key.org(), budget);",
                        "boolean goesOn = save(changed, Keeping.LEASE_ANEW, event);"),
                new SourceMutation(
                        "the mark is removed while the batch is saved",
                        "Delivery.java",
                        "part() == null ? Keeping.NOTHING_IF_ALONE : Keeping.LEASE, event);",
                        "part() == null ? Keeping.NOTHING_IF_ALONE : Keeping.LEASE_ANEW, event);"),
                new SourceMutation(
                        "a retry sends whatever there is by then",
                        "Delivery.java",
                        "progress.next(), Math.min(horizon, end.size()));",
                        "progress.next(), end.size());"),
                new SourceMutation(
                        "the schedule doesn't look for lost messages",
                        "WakeDestinations.java",
                        "|| progress.next() < size",
                        ""),
                new SourceMutation(
                        "the schedule forgets what has to wait",
                        "WakeDestinations.java",
                        "if (next != null && next.isAfter(now)) {",
                        "if (next != null && next.isAfter(now)) {\n            forget(reminder, now, budget);"),
                new SourceMutation(
                        "the schedule forgets what it sent a message for",
                        "WakeDestinations.java",
                        "return queue.send(reminder.key(), Duration.ZERO);",
                        "forget(reminder, now, budget);\n"
                                + "            return queue.send(reminder.key(), Duration.ZERO);"),
                new SourceMutation(
                        "a failure leaves no reminder",
                        "Delivery.java",
                        "if (progress.failures() == 0) {",
                        "if (progress.failures() < 0) {"),
                new SourceMutation(
                        "a message that the queue may not have leaves no reminder",
                        "Announcements.java",
                        "table.remind(new Reminder(key, now), budget);",
                        ""),
                new SourceMutation(
                        "a repeated message leaves no reminder",
                        "Deliverer.java",
                        "remind(key, budget);\n        deliver(",
                        "deliver("),
                new SourceMutation(
                        "an entry is skipped at once",
                        "Delivery.java",
                        "case Outcome.Poison _ -> failing(progress, batch, poison.why());",
                        "case Outcome.Poison _ -> accepted(rest, next, new Outcome.Accepted(0, 0), 1);"),
                new SourceMutation(
                        "the cursor moves before the receiver accepted",
                        "Delivery.java",
                        "case Outcome.Retry retry -> retry(progress, batch, retry);",
                        "case Outcome.Retry retry -> retry(advanced(progress, part, batch.upto()), batch, retry);"),
                new SourceMutation(
                        "what somebody else changed undoes what was delivered",
                        "Delivery.java",
                        "merged = merged.at(ours.origin(), ours.next());",
                        "merged = merged.at(ours.origin(), 0);"),
                new SourceMutation(
                        "a lease ends while its function runs", "Deliverer.java", "ofSeconds(140)", "ofSeconds(1)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void isNoticed(SourceMutation mutation) throws Exception {
        assertThat(mutation.isNoticedBy(DeliverySimulation.class, folder)).isTrue();
    }
}
