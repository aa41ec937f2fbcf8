package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.event.Event;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of events whose receiver fails or refuses them, and what a destination then says.
final class FailingReceiversTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final DeliveryWorld world = new DeliveryWorld();
    private final LocalReceiver receiver = new LocalReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    /// A message before the next attempt does nothing, and no second chain of messages arises.
    @Test
    void catchesUpAfterSixHoursWithoutAnAnswer() throws IOException {
        try (LocalReceiver neighbour = new LocalReceiver()) {
            DestinationKey down = world.create(receiver);
            DestinationKey up = world.create(neighbour);
            receiver.answer(503, "maintenance");
            List<Event> events = new ArrayList<>();
            for (int hour = 0; hour < 6; hour++) {
                events.addAll(world.log(20));
                world.announce(down);
                world.announce(up);
                world.pass(Duration.ofHours(1));
                assertThat(world.messages)
                        .as("one follow-up of the one that is down")
                        .hasSize(1);
            }
            assertThat(world.get(down).progress().state()).isEqualTo(DeliveryState.RETRYING);
            assertThat(world.get(down).progress().error()).isEqualTo("status 503: maintenance");
            assertThat(neighbour.eventIds()).isEqualTo(DeliveryWorld.ids(events));
            int failed = receiver.received().size();
            assertThat(failed).as("an attempt in 11 minutes at the end").isBetween(30, 60);

            receiver.answer(204, "");
            world.pass(Duration.ofMinutes(15));
            List<LocalReceiver.Received> after =
                    receiver.received().subList(failed, receiver.received().size());
            List<String> got = new ArrayList<>();
            for (LocalReceiver.Received request : after) {
                got.addAll(request.eventIds());
            }
            assertThat(got).isEqualTo(DeliveryWorld.ids(events));
            assertThat(world.get(down).progress().state()).isEqualTo(DeliveryState.ACTIVE);
            assertThat(world.attempts(up)).allMatch(attempt -> attempt.outcome().equals("accepted"));
        }
    }

    @Test
    void waitsAsLongAsTheReceiverWants() throws IOException {
        world.log(1);
        DestinationKey key = world.create(receiver);
        receiver.answer(429, "slow down", "Retry-After", "600");
        world.deliver(key);
        assertThat(world.get(key).progress().nextAttempt())
                .isBetween(world.now.plusSeconds(590), world.now.plusSeconds(601));

        world.pass(Duration.ofSeconds(601));
        assertThat(receiver.received()).hasSize(2);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                world.now.plusSeconds(1801).atOffset(ZoneOffset.UTC));
        receiver.answer(503, "", "Retry-After", date);
        world.pass(Duration.ofSeconds(601));
        assertThat(receiver.received()).hasSize(3);
        assertThat(world.messages).as("longer than a message can wait").isEmpty();

        receiver.answer(200, "");
        world.wake();
        world.pass(Duration.ofSeconds(1));
        assertThat(receiver.received()).as("not before its time").hasSize(3);
        world.pass(Duration.ofMinutes(20));
        world.wake();
        world.pass(Duration.ofSeconds(1));
        assertThat(receiver.received()).hasSize(4);
        assertThat(world.get(key).progress().next()).isEqualTo(1);
    }

    /// Metrics are made of these lines, and whoever an alarm wakes looks for the destination in them.
    @Test
    void namesTheDestinationInEachLineOfAMetric() throws IOException {
        world.log(1);
        DestinationKey key = world.create(receiver);
        receiver.answer(401, "");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            world.deliver(key);
        } finally {
            System.setOut(out);
        }

        List<JsonNode> metrics = new ArrayList<>();
        for (String line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode object = MAPPER.readTree(line);
            if (object.has("destinations_failing") || object.has("oldest_undelivered_age")) {
                metrics.add(object);
            }
        }
        assertThat(metrics).hasSize(2).allSatisfy(metric -> {
            assertThat(metric.path("org").asText()).isEqualTo(key.org());
            assertThat(metric.path("destination").asText()).isEqualTo(key.id());
        });
    }

    @Test
    void neverWaitsLongerThanAnHourBecauseOfAReceiver() throws IOException {
        world.log(1);
        DestinationKey key = world.create(receiver);
        receiver.answer(429, "", "Retry-After", "999999999");
        world.deliver(key);
        assertThat(world.get(key).progress().nextAttempt()).isBefore(world.now.plusSeconds(3601));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 301, 302, 307})
    void triesAgainLater(int status) throws IOException {
        List<Event> events = world.log(3);
        DestinationKey key = world.create(receiver);
        receiver.answer(status, "", "Location", "http://127.0.0.1:9/elsewhere");
        world.announce(key);
        world.pass(Duration.ofMillis(500));
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.RETRYING);
        assertThat(world.get(key).progress().next()).isZero();

        receiver.answer(200, "");
        world.pass(Duration.ofSeconds(2));
        assertThat(receiver.eventIds())
                .isEqualTo(DeliveryWorld.ids(List.of(
                        events.get(0), events.get(1), events.get(2), events.get(0), events.get(1), events.get(2))));
        assertThat(receiver.received().get(0).header("webhook-id"))
                .isEqualTo(receiver.received().get(1).header("webhook-id"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405})
    void needsAPersonAfterARefusal(int status) throws IOException {
        world.log(3);
        DestinationKey key = world.create(receiver);
        receiver.answer(status, "no");
        world.announce(key);
        world.pass(Duration.ofHours(4));
        assertThat(receiver.received()).as("nobody woke it").hasSize(1);
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.FAILING);
        world.wake();
        world.pass(Duration.ofSeconds(1));
        assertThat(receiver.received()).hasSize(2);
        assertThat(world.told())
                .as("once, at the edge")
                .containsExactlyInAnyOrder("destination.created", "destination.failing");

        receiver.answer(200, "");
        world.pass(Duration.ofHours(1));
        world.wake();
        world.pass(Duration.ofSeconds(1));
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.ACTIVE);
        assertThat(world.told())
                .containsExactlyInAnyOrder("destination.created", "destination.failing", "destination.recovered");
    }

    @Test
    void isPausedByAReceiverThatIsGone() throws IOException {
        world.log(3);
        DestinationKey key = world.create(receiver);
        receiver.answer(410, "");
        world.announce(key);
        world.pass(Duration.ofDays(1));
        world.wake();
        world.announce(key);
        world.pass(Duration.ofDays(1));
        assertThat(receiver.received()).hasSize(1);
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.PAUSED);
        assertThat(world.told()).contains("destination.paused");
    }

    @Test
    void isPausedAfterSevenDaysWithoutSuccess() throws IOException {
        world.log(1);
        DestinationKey key = world.create(receiver);
        receiver.answer(500, "");
        world.deliver(key);
        world.now = world.now.plus(Duration.ofDays(7).minusHours(1));
        world.pass(Duration.ofMinutes(5));
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.RETRYING);
        world.now = world.now.plus(Duration.ofHours(2));
        world.pass(Duration.ofMinutes(15));
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.PAUSED);
        assertThat(world.messages).isEmpty();
        assertThat(world.told()).containsExactlyInAnyOrder("destination.created", "destination.paused");
    }

    /// The batch is halved down to the event that is refused, which is skipped because the next one is accepted.
    @Test
    void skipsOneEventThatIsRefused() throws IOException {
        List<Event> events = world.log(40);
        String poison = events.get(17).id().toString();
        DestinationKey key = world.create(receiver);
        List<String> accepted = new ArrayList<>();
        receiver.behave(request -> {
            if (request.body().contains(poison)) {
                return new LocalReceiver.Reply(400, "cannot parse");
            }
            accepted.addAll(request.eventIds());
            return LocalReceiver.Reply.OK;
        });
        world.announce(key);
        world.pass(Duration.ofMinutes(1));

        List<String> others = new ArrayList<>(DeliveryWorld.ids(events));
        others.remove(poison);
        assertThat(accepted).isEqualTo(others);
        DeliveryProgress progress = world.get(key).progress();
        assertThat(progress.skipped()).isEqualTo(1);
        assertThat(progress.next()).isEqualTo(40);
        assertThat(progress.batch()).as("the size of requests").isZero();
        assertThat(progress.state()).isEqualTo(DeliveryState.ACTIVE);
    }

    @Test
    void skipsNothingIfEverythingIsRefused() throws IOException {
        world.log(10);
        DestinationKey key = world.create(receiver);
        receiver.answer(400, "no");
        world.announce(key);
        world.pass(Duration.ofMinutes(10));

        DeliveryProgress progress = world.get(key).progress();
        assertThat(progress.state()).isEqualTo(DeliveryState.FAILING);
        assertThat(progress.skipped()).isZero();
        assertThat(progress.next()).isZero();
    }

    @Test
    void waitsForAnotherEventBeforeItSkipsTheLast() throws IOException {
        Event poison = world.log(1).getFirst();
        DestinationKey key = world.create(receiver);
        receiver.behave(request -> request.body().contains(poison.id().toString())
                ? new LocalReceiver.Reply(422, "no")
                : LocalReceiver.Reply.OK);
        world.announce(key);
        world.pass(Duration.ofHours(1));
        assertThat(world.get(key).progress().next()).isZero();
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.RETRYING);

        world.log(1);
        world.pass(Duration.ofHours(1));
        assertThat(world.get(key).progress().next()).isEqualTo(2);
        assertThat(world.get(key).progress().skipped()).isEqualTo(1);
    }

    @Test
    void sendsSmallerRequestsToAReceiverThatWantsThem() throws IOException {
        List<Event> events = world.log(100);
        DestinationKey key = world.create(receiver);
        Set<String> accepted = new LinkedHashSet<>();
        receiver.behave(request -> {
            List<String> ids = request.eventIds();
            if (ids.size() > 30) {
                return new LocalReceiver.Reply(413, "");
            }
            accepted.addAll(ids);
            return LocalReceiver.Reply.OK;
        });
        world.deliver(key);
        assertThat(List.copyOf(accepted)).isEqualTo(DeliveryWorld.ids(events));
        assertThat(world.get(key).progress().batch()).isEqualTo(25);
        assertThat(receiver.received()).hasSize(2 + 4);
    }
}
