package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Status;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredAttempt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What receivers get, whatever they answer: the real classes, a real table, and receivers over HTTP. Time is
/// simulated.
final class DeliveryTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final DeliveryWorld world = new DeliveryWorld();
    private final LocalReceiver receiver = new LocalReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void deliversEveryEventOnceInTheOrderOfTheLog() throws IOException {
        List<Event> events = world.log(250);
        DestinationKey key = world.create(receiver);
        world.deliver(key);

        assertThat(receiver.eventIds()).isEqualTo(DeliveryWorld.ids(events));
        assertThat(receiver.received()).hasSize(3);
        assertThat(world.get(key).progress().next()).isEqualTo(250);
        assertThat(world.messages).isEmpty();
        assertThat(world.attempts(key))
                .extracting(StoredAttempt::first, StoredAttempt::last, StoredAttempt::status, StoredAttempt::outcome)
                .containsExactlyInAnyOrder(
                        tuple(0L, 99L, 200, "accepted"),
                        tuple(100L, 199L, 200, "accepted"),
                        tuple(200L, 249L, 200, "accepted"));
    }

    @Test
    void passesOnOnlyWhatTheFiltersPass() throws IOException {
        List<Event> events = world.log(30);
        EventFilter filter = new EventFilter(Set.of("BLOCK"), Status.FAIL, null, null, null, null, null, "door 1");
        DestinationKey key = world.create("https", receiver.url(), "json", LocalDelivery.SECRET, filter);
        world.deliver(key);

        assertThat(receiver.eventIds())
                .isEqualTo(DeliveryWorld.ids(
                        events.stream().filter(filter::matches).toList()))
                .isNotEmpty();
        assertThat(world.get(key).progress().next()).isEqualTo(30);
    }

    @Test
    void sendsNothingWhereNothingPasses() throws IOException {
        world.log(30);
        DestinationKey key = world.create(
                "https", receiver.url(), "json", LocalDelivery.SECRET, EventFilter.ofTypes(Set.of("none")));
        world.deliver(key);

        assertThat(receiver.received()).isEmpty();
        assertThat(world.attempts(key)).isEmpty();
        assertThat(world.get(key).progress().next()).isEqualTo(30);
    }

    @Test
    void deliversARangeOnceMore() throws IOException {
        List<Event> events = world.log(20);
        DestinationKey key = world.create(receiver);
        world.deliver(key);
        assertThat(world.table
                        .destinations()
                        .replay(
                                world.get(key),
                                new DeliveryProgress.Replay("r1", 5, 15),
                                world.now,
                                new RequestBudget()))
                .isTrue();
        assertThat(world.table
                        .destinations()
                        .replay(
                                world.get(key),
                                new DeliveryProgress.Replay("r2", 5, 15),
                                world.now,
                                new RequestBudget()))
                .as("a second one")
                .isFalse();
        List<Event> more = world.log(2);
        world.deliver(key);

        List<String> expected = new ArrayList<>(DeliveryWorld.ids(events));
        expected.addAll(DeliveryWorld.ids(more));
        expected.addAll(DeliveryWorld.ids(events.subList(5, 15)));
        assertThat(receiver.eventIds()).isEqualTo(expected);
        assertThat(receiver.received().getLast().header("webhook-id")).endsWith("_5_14_r1");
        assertThat(world.get(key).progress().replay()).isNull();
        assertThat(world.get(key).progress().next()).isEqualTo(22);
    }

    /// Whoever finds the lease taken says so; who has it looks again.
    @Test
    void losesNothingThatIsAppendedWhileARequestIsUnderWay() throws IOException {
        List<Event> events = new ArrayList<>(world.log(3));
        DestinationKey key = world.create(receiver);
        AtomicInteger requests = new AtomicInteger();
        receiver.behave(_ -> {
            if (requests.incrementAndGet() == 1) {
                events.addAll(world.log(2));
                world.deliverer().deliver(key, world.now.plusSeconds(120), new RequestBudget());
            }
            return LocalReceiver.Reply.OK;
        });
        world.deliver(key);
        assertThat(receiver.eventIds()).isEqualTo(DeliveryWorld.ids(events));
        assertThat(world.get(key).progress().next()).isEqualTo(5);
    }

    /// The end of the log, the lease, the event, the progress and the attempt: no more calls, and no more units.
    @Test
    void callsTheTableFiveTimesForAnEventThatComesAlone() throws IOException {
        world.log(1);
        DestinationKey key = world.create(receiver);
        List<String> calls = new CopyOnWriteArrayList<>();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(call -> {
                calls.add(call.operation());
                return FaultProxy.Fault.PASS;
            });
            world.through(proxy);
            world.deliver(key);

            assertThat(receiver.received()).hasSize(1);
            assertThat(calls).containsExactly("Query", "UpdateItem", "BatchGetItem", "UpdateItem", "PutItem");
            assertThat(proxy.readUnits()).isEqualTo(1.5);
            assertThat(proxy.writeUnits()).isEqualTo(3);
        }
    }

    /// A function has read the end of the log and stands still. Another one sends what has come since, without
    /// success, and its owner resumes the destination. The first one then sends the same rows, or a receiver that
    /// took them would take some of them under another id.
    @Test
    void sendsTheSameRowsAsWhoSawMoreOfTheLog() throws IOException {
        receiver.behave(_ -> new LocalReceiver.Reply(503, "{}"));
        world.log(3);
        DestinationKey key = world.create(receiver);
        Deliverer another = world.deliverer();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(call -> {
                if (call.number() == 2) {
                    world.log(2);
                    deliver(another, key);
                    world.restart(key, DeliveryState.ACTIVE);
                }
                return FaultProxy.Fault.PASS;
            });
            world.through(proxy);
            deliver(world.deliverer(), key);
        }

        assertThat(receiver.received()).hasSize(2);
        assertThat(receiver.received())
                .extracting(request -> request.header("webhook-id"))
                .containsOnly(receiver.received().getFirst().header("webhook-id"));
        assertThat(receiver.received().getLast().eventIds()).hasSize(5);
    }

    private void deliver(Deliverer deliverer, DestinationKey key) {
        try {
            deliverer.deliver(key, world.now.plus(Duration.ofMinutes(2)), new RequestBudget());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A function that was frozen goes on after its lease has ended: the batch that it was sending comes twice,
    /// under the same id, and no other.
    @Test
    void repeatsOneBatchIfALeaseEnds() throws IOException {
        List<Event> events = world.log(150);
        DestinationKey key = world.create(receiver);
        AtomicInteger requests = new AtomicInteger();
        receiver.behave(_ -> {
            if (requests.incrementAndGet() == 1) {
                world.now = world.now.plus(Deliverer.LEASE).plusSeconds(1);
                world.deliverer().deliver(key, world.now.plusSeconds(120), new RequestBudget());
            }
            return LocalReceiver.Reply.OK;
        });
        world.deliver(key);
        List<String> expected = new ArrayList<>(DeliveryWorld.ids(events.subList(0, 100)));
        expected.addAll(DeliveryWorld.ids(events));
        assertThat(receiver.eventIds()).isEqualTo(expected);
        assertThat(receiver.received()).hasSize(3);
        assertThat(receiver.received().get(0).header("webhook-id"))
                .isEqualTo(receiver.received().get(1).header("webhook-id"));
        assertThat(world.get(key).progress().next()).isEqualTo(150);
    }

    @Test
    void goesOnInAnotherCallWhenTheTimeIsOver() throws IOException {
        List<Event> events = world.log(300);
        DestinationKey key = world.create(receiver);
        receiver.behave(_ -> {
            world.now = world.now.plusSeconds(14);
            return LocalReceiver.Reply.OK;
        });
        world.time(Duration.ofSeconds(45));
        world.announce(key);
        world.pass(Duration.ofMinutes(5));
        assertThat(receiver.eventIds()).isEqualTo(DeliveryWorld.ids(events));
        assertThat(world.calls).isEqualTo(2);
    }

    @Test
    void keepsSecretsOutOfEverythingThatIsKept() throws IOException {
        world.log(1);
        DestinationKey key = world.create(receiver);
        String bare = LocalDelivery.SECRET.substring("whsec_".length());
        receiver.answer(
                401, "your secret " + LocalDelivery.SECRET + " or " + bare + " is wrong\u0000\n" + "x".repeat(300));
        world.deliver(key);
        String error = world.get(key).progress().error();
        assertThat(error)
                .startsWith("status 401: your secret *** or *** is wrong")
                .hasSizeLessThanOrEqualTo(256);
        assertThat(world.attempts(key).getFirst().error()).isEqualTo(error);
        assertThat(world.table.client().scanPaginator(scan -> scan.tableName(world.table.name())).items().stream()
                        .map(Object::toString)
                        .filter(item -> item.contains(bare)))
                .isEmpty();
    }

    @Test
    void tellsOfEventsThatExpiredBeforeTheyWereDelivered() throws IOException {
        List<Event> events = world.log(3);
        world.table.expire(events.get(1), world.now.minusSeconds(1));
        DestinationKey key = world.create(receiver);
        world.deliver(key);
        JsonNode entries = MAPPER.readTree(receiver.received().getFirst().body());
        assertThat(entries.get(1).path("gone").asBoolean()).isTrue();
        assertThat(entries.get(1).path("event_id").asText())
                .isEqualTo(events.get(1).id().toString());
        assertThat(world.get(key).progress().gone()).isEqualTo(1);
    }

    @Test
    void beginsAtItsPlaceInTheLogOfARestoredTable() throws IOException {
        world.log(3);
        DestinationKey key = world.create(receiver);
        world.table
                .client()
                .updateItem(update -> update.tableName(world.table.name())
                        .key(Map.of(
                                "pk",
                                AttributeValue.fromS("D#" + world.org.id()),
                                "sk",
                                AttributeValue.fromS("D#" + key.id())))
                        .updateExpression("SET origin = :other, #next = :seven")
                        .expressionAttributeNames(Map.of("#next", "next"))
                        .expressionAttributeValues(Map.of(
                                ":other", AttributeValue.fromS("another"), ":seven", AttributeValue.fromN("7"))));
        world.deliver(key);
        assertThat(receiver.received()).isEmpty();
        assertThat(world.get(key).progress().next()).isEqualTo(3);
        world.log(1);
        world.deliver(key);
        assertThat(receiver.received()).hasSize(1);
    }
}
