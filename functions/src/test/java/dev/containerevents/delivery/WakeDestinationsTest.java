package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Org;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.DestinationTable.Reminder;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the schedule looks at: destinations that may have something to get although no message says so, and no
/// others.
final class WakeDestinationsTest {

    /// Longer than a reminder is kept at least.
    private static final Duration LONG = Duration.ofMinutes(21);

    private static final Path MESSAGE = Path.of("..", "events-samples", "deliver-events", "200-due.json");

    private final DeliveryWorld world = new DeliveryWorld();
    private final DestinationTable table = world.table.destinations();
    private final LocalReceiver receiver = new LocalReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300})
    void costsOneQueryHoweverManyDestinationsAreAtRest(int destinations) {
        LocalTable own = LocalTable.fresh();
        Instant now = Instant.parse("2026-11-20T08:00:00Z");
        for (int i = 0; i < destinations; i++) {
            Org org = Org.plain("org-" + i / DestinationTable.MOST);
            StoredDestination destination = new StoredDestination(
                    org.id(),
                    "dst_" + i,
                    now,
                    0,
                    new DestinationSettings("https", "https://siem.example.com/", "json", "{}", 1, null, null),
                    DeliveryProgress.from(new Log(own.ledger()).origin(org.id()), 0));
            own.destinations()
                    .create(destination, DestinationEvent.CREATED.of(destination, org, null, now), new RequestBudget());
        }
        List<String> calls = new CopyOnWriteArrayList<>();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            wake(own, now.plus(LONG));
            proxy.plan(call -> {
                calls.add(call.operation());
                return FaultProxy.Fault.PASS;
            });

            wake(own.through(proxy), now.plus(LONG));

            assertThat(calls).containsExactly("Query");
            // DynamoDB Local says 0 for a query that finds nothing.
            assertThat(proxy.readUnits()).isLessThanOrEqualTo(0.5);
            assertThat(proxy.writeUnits()).isZero();
        }
    }

    private static void wake(LocalTable own, Instant now) {
        DueQueue queue = (key, _) -> {
            throw new AssertionError(key + " is at rest");
        };
        new WakeDestinations(own.destinations(), new Log(own.ledger()), queue, () -> now).wake();
    }

    /// Creates a destination that has everything, and lets the schedule forget it.
    private DestinationKey createAtRest() throws IOException {
        DestinationKey key = world.create(receiver);
        world.deliver(key);
        world.pass(LONG);
        world.wake();
        assertThat(world.reminders()).isEmpty();
        return key;
    }

    /// Delivers what the schedule finds.
    private void wakeAndDeliver() throws IOException {
        world.wake();
        world.pass(Duration.ofSeconds(1));
    }

    @Test
    void findsADestinationThatWasResumedWithoutAMessage() throws IOException {
        DestinationKey key = createAtRest();
        world.restart(key, DeliveryState.PAUSED);
        world.pass(LONG);
        world.wake();
        assertThat(world.reminders()).as("while it is paused").isEmpty();
        world.log(2);

        world.restart(key, DeliveryState.ACTIVE);
        wakeAndDeliver();

        assertThat(world.get(key).progress().next()).isEqualTo(2);
    }

    @Test
    void findsAReplayWithoutAMessage() throws IOException {
        world.log(4);
        DestinationKey key = createAtRest();

        assertThat(table.replay(
                        world.get(key), new DeliveryProgress.Replay("r1", 1, 3), world.now, new RequestBudget()))
                .isTrue();
        wakeAndDeliver();

        assertThat(world.get(key).progress().replay()).isNull();
        assertThat(receiver.eventIds()).hasSize(4 + 2);
    }

    @Test
    void findsWhatTheQueueDidNotTake() throws IOException {
        DestinationKey key = createAtRest();
        world.log(1);
        new Announcements(table, (_, _) -> false, Duration.ofSeconds(5), () -> world.now)
                .announce(world.org.id(), new RequestBudget());

        wakeAndDeliver();

        assertThat(world.get(key).progress().next()).isEqualTo(1);
    }

    /// SQS may have handed on the same message to the holder of the lease, and the holder may die.
    @Test
    void remembersWhoseLeaseWasTaken() throws IOException {
        DestinationKey key = createAtRest();
        world.log(1);
        receiver.behave(_ -> {
            world.deliverer().deliver(key, world.now.plusSeconds(120), new RequestBudget());
            return LocalReceiver.Reply.OK;
        });

        world.deliver(key);

        assertThat(world.reminders()).containsExactly(key.id());
    }

    /// The destination was paused when its organisation was announced, so there is no message for it; and for what
    /// is appended within the delay, nothing is announced.
    @Test
    void remembersADestinationUntilItsEventsAreAnnounced() throws IOException {
        DestinationKey key = createAtRest();
        world.restart(key, DeliveryState.PAUSED);
        Announcements announcements = new Announcements(table, (_, _) -> true, DueQueue.LONGEST_DELAY, () -> world.now);
        announcements.announce(world.org.id(), new RequestBudget());
        world.restart(key, DeliveryState.ACTIVE);
        world.pass(DueQueue.LONGEST_DELAY.minusSeconds(1));
        world.wake();
        assertThat(world.messages).as("it is at rest").isEmpty();
        world.log(1);
        announcements.announce(world.org.id(), new RequestBudget());

        wakeAndDeliver();

        assertThat(world.get(key).progress().next()).isEqualTo(1);
    }

    /// Only its first failure leaves a reminder.
    @Test
    void remembersADestinationUntilItsReceiverAcceptsAgain() throws IOException {
        DestinationKey key = createAtRest();
        receiver.answer(503, "");
        world.log(1);
        world.deliver(key);
        StoredDestination failing = world.get(key);
        DestinationSettings before = failing.settings();
        DestinationSettings narrow = new DestinationSettings(
                before.kind(),
                before.url(),
                before.form(),
                DestinationFilter.text(EventFilter.ofTypes(Set.of("none"))),
                before.secret(),
                null,
                null);
        assertThat(table.change(
                        failing.changed(narrow, failing.progress()),
                        null,
                        false,
                        DestinationEvent.UPDATED.of(failing, world.org, null, world.now),
                        new RequestBudget()))
                .isTrue();
        world.pass(LONG);
        assertThat(world.get(key).progress().next())
                .as("nothing is left to deliver")
                .isEqualTo(1);
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.RETRYING);

        world.wake();

        assertThat(world.reminders()).containsExactly(key.id());
    }

    @Test
    void forgetsADestinationThatWasDeleted() {
        DestinationKey gone = new DestinationKey(world.org.id(), "dst_gone");
        table.remind(new Reminder(gone, world.now.minus(LONG)), new RequestBudget());

        world.wake();

        assertThat(world.reminders()).isEmpty();
        assertThat(world.messages).isEmpty();
    }

    @Test
    void forgetsNoReminderThatIsNew() {
        DestinationKey key = new DestinationKey(world.org.id(), "dst_1");
        Reminder first = new Reminder(key, world.now.plusNanos(1_000));
        Reminder second = new Reminder(key, world.now.plusNanos(2_000));
        table.remind(first, new RequestBudget());
        table.remind(second, new RequestBudget());

        table.forget(first, new RequestBudget());
        assertThat(world.reminders()).containsExactly(key.id());

        table.forget(second, new RequestBudget());
        assertThat(world.reminders()).isEmpty();
    }

    /// A page has 100 reminders.
    @Test
    void looksAtAllDestinationsThatHaveAReminder() {
        for (int i = 0; i < 250; i++) {
            table.remind(
                    new Reminder(new DestinationKey(world.org.id(), "dst_" + i), world.now.minus(LONG)),
                    new RequestBudget());
        }

        world.wake();

        assertThat(world.reminders()).isEmpty();
    }

    /// SQS takes a message for a dead letter after ten times.
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "10, 1"})
    void remembersWhatAMessageIsRepeatedFor(String receives, int reminders) throws IOException {
        LocalTable own = LocalTable.fresh();
        String event = Files.readString(MESSAGE);
        String count = "\"ApproximateReceiveCount\": \"1\"";
        assertThat(event).contains(count);

        HandlerInvocation.of(LocalDelivery.deliverEvents(own), event.replace(count, count.replace("1", receives)));

        assertThat(own.destinations().reminders(null, new RequestBudget())).hasSize(reminders);
    }
}
