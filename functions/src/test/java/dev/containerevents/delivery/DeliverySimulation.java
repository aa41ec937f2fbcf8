package dev.containerevents.delivery;

import dev.containerevents.delivery.SimulatedReceiver.Mood;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.GrowingLog;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.EventKey;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import dev.containerevents.table.TableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One schedule of everything that happens to destinations: appends whose announcements are lost, functions that
/// die between any two calls, stand still for longer than their lease, or have several alive for one destination,
/// messages that come again, and receivers that fail in every way, or accept and then say nothing.
///
/// The classes under test are the real ones. What happens, and in which order, follows from the seed alone.
public final class DeliverySimulation {

    private static final String ORG = "acme";
    private static final int EVENTS = 120;
    private static final int STEPS = 1_500;
    private static final int MOST_RECEIVES = 10;
    private static final Duration VISIBILITY = Duration.ofMinutes(12);
    private static final Duration SCHEDULE = Duration.ofMinutes(15);
    private static final Duration COLLECTING = Duration.ofSeconds(5);

    private final Random random;
    private final SimulatedDestinations table;
    private final GrowingLog ledger;
    private final Map<EventKey, Event> events = new HashMap<>();
    private final List<Message> queue = new ArrayList<>();
    private final List<FunctionCall> calls = new ArrayList<>();
    private final List<SimulatedReceiver> receivers = new ArrayList<>();
    private final boolean poisons;
    private Announcements announcements;
    private Instant now = Instant.parse("2026-11-30T20:00:00Z");
    private Instant woken = now;
    private @Nullable FunctionCall current;
    private boolean isCalm;

    /// Whether nothing may wait for the schedule.
    private boolean isOnTime;

    private int tokens;
    private int kills;
    private int frozen;
    private long poisoned = -2;

    /// A message of the queue.
    static final class Message {
        final DestinationKey key;
        Instant visible;
        int receives;

        Message(DestinationKey key, Instant visible) {
            this.key = key;
            this.visible = visible;
        }
    }

    /// The schedule found a mistake.
    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private DeliverySimulation(long seed) {
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        poisons = random.nextInt(3) == 0;
        table = new SimulatedDestinations(random, this::pause);
        ledger = new GrowingLog(this::pause);
        announcements = fresh();
        for (int i = 0; i < 2; i++) {
            SimulatedReceiver receiver = new SimulatedReceiver(new DestinationKey(ORG, "dst_" + i));
            receivers.add(receiver);
            table.add(new StoredDestination(
                    ORG,
                    receiver.key.id(),
                    now,
                    0,
                    new DestinationSettings("https", "https://r" + i + ".example.com/", "json", "{}", 1, null, null),
                    // Some have small batches, so that a call has several.
                    DeliveryProgress.from(new Log(ledger).origin(ORG), 0).refused(random.nextInt(5), 0)));
        }
    }

    /// Runs the schedule of that seed.
    ///
    /// @throws AssertionError if events were lost, moved or repeated without need
    public static void run(long seed) {
        new DeliverySimulation(seed).run();
    }

    private void run() {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        settle();
        goOnCalmly();
        receivers.forEach(this::verify);
    }

    private Announcements fresh() {
        return new Announcements(table, this::announce, COLLECTING, () -> now);
    }

    /// The message of an announcement may be lost.
    private boolean announce(DestinationKey key, Duration delay) {
        pause();
        return (!isCalm && random.nextInt(10) == 0) || send(key, delay);
    }

    private boolean send(DestinationKey key, Duration delay) {
        queue.add(new Message(key, now.plus(delay)));
        require(queue.size() < 100, "messages multiply");
        return true;
    }

    private void pause() {
        Objects.requireNonNull(current).fiber.pause();
    }

    private Deliverer deliverer() {
        return new Deliverer(
                table,
                new Log(ledger),
                (keys, _) -> {
                    pause();
                    Map<EventKey, Event> found = new HashMap<>(events);
                    found.keySet().retainAll(keys);
                    return found;
                },
                org -> Optional.of(Org.plain(org)),
                new Sender(secrets(), this::answer, AllowedHosts.ALL, () -> now),
                this::followUp,
                new Backoff(random::nextDouble),
                () -> now,
                () -> "t" + tokens++);
    }

    private static SecretStore secrets() {
        LocalSecrets secrets = new LocalSecrets();
        secrets.put("dst_0", LocalDelivery.SECRET);
        secrets.put("dst_1", LocalDelivery.SECRET);
        return secrets;
    }

    private boolean followUp(DestinationKey key, Duration delay) {
        pause();
        // If it isn't known to be sent, it may have been.
        boolean isSent = isCalm || random.nextInt(30) > 0;
        if (isSent || random.nextBoolean()) {
            send(key, delay);
        }
        pause();
        return isSent;
    }

    private Answer answer(Outgoing request) throws IOException {
        int number = request.url().host().charAt(1) - '0';
        return receivers.get(number).answer(request, Objects.requireNonNull(current), now);
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> append();
            case 1 -> change(receivers.get(random.nextInt(2)));
            case 2 -> pass(Duration.ofMillis(random.nextInt(8_000)));
            case 3 -> {
                if (random.nextInt(6) == 0) {
                    pass(Duration.ofSeconds(random.nextInt(400)));
                }
            }
            case 4 -> {
                if (random.nextInt(8) == 0) {
                    table.revise(receivers.get(random.nextInt(2)).key);
                }
            }
            case 5 -> {
                if (!calls.isEmpty() && random.nextInt(3) == 0) {
                    kill(calls.get(random.nextInt(calls.size())));
                }
            }
            case 6, 7, 8 -> receive();
            default -> {
                if (!calls.isEmpty()) {
                    go(calls.get(random.nextInt(calls.size())));
                }
            }
        }
    }

    private void change(SimulatedReceiver receiver) {
        Mood next = random.nextBoolean() ? Mood.ACCEPTS : Mood.any(random);
        boolean isAllowed = next != Mood.REFUSES_EACH || poisons;
        if (isAllowed && (receiver.mood != Mood.REFUSES_EACH || calls.isEmpty())) {
            receiver.mood = next;
        }
    }

    /// Appends events, and announces them in a call that may die before it does. Then another one does both.
    private void append() {
        if (ledger.size(ORG) >= (isOnTime ? 2 * EVENTS : EVENTS)) {
            return;
        }
        List<Event> some = new ArrayList<>();
        for (int i = 1 + random.nextInt(9); i > 0; i--) {
            long number = ledger.size(ORG) + some.size();
            EventId id = id(number);
            EventDetails details = Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null);
            Event event = Event.of(id, new Container(ORG, "c-" + number % 5), now, details, Org.plain(ORG));
            some.add(event);
            events.put(new EventKey(event.container(), id), event);
            // Two in a row need a person.
            if (poisons && !isOnTime && random.nextInt(40) == 0 && number > poisoned + 1) {
                poisoned = number;
                receivers.getFirst().poison.add(id.toString());
            }
        }
        ledger.append(ORG, some);
        tell();
    }

    /// An id of the current time.
    private EventId id(long number) {
        return new EventId(now.toEpochMilli() << 16 | 0x7000 | number, Long.MIN_VALUE | random.nextLong() >>> 2);
    }

    private void tell() {
        if (random.nextInt(8) == 0) {
            // Another instance of the function.
            announcements = fresh();
        }
        Announcements by = announcements;
        calls.add(new FunctionCall(() -> by.announce(ORG, new RequestBudget()), null, now));
    }

    private void receive() {
        List<Message> visible =
                queue.stream().filter(message -> !message.visible.isAfter(now)).toList();
        if (visible.isEmpty()) {
            return;
        }
        Message message = visible.get(random.nextInt(visible.size()));
        message.visible = now.plus(VISIBILITY);
        if (++message.receives > MOST_RECEIVES) {
            queue.remove(message);
            return;
        }
        Instant deadline = now.plus(FunctionCall.TIME);
        Deliverer deliverer = deliverer();
        calls.add(new FunctionCall(
                () -> {
                    try {
                        deliverer.deliver(message.key, deadline, new RequestBudget());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                message,
                now));
    }

    private void go(FunctionCall call) {
        current = call;
        call.fiber.step();
        Throwable failure = call.fiber.failure();
        if (failure instanceof AssertionError error) {
            throw error;
        }
        if (failure != null && !(failure instanceof TableException) && !(failure instanceof UncheckedIOException)) {
            throw new AssertionError(failure);
        }
        if (call.fiber.isDone()) {
            end(call, failure == null);
        }
    }

    private void end(FunctionCall call, boolean isDone) {
        calls.remove(call);
        receivers.forEach(receiver -> receiver.sending.remove(call));
        if (call.message != null && isDone) {
            queue.remove(call.message);
        }
        if (call.message == null && !isDone) {
            // The stream delivers the batch again, whose rows are in the log.
            tell();
        }
    }

    private void kill(FunctionCall call) {
        kills++;
        current = call;
        call.fiber.kill();
        end(call, false);
    }

    private void pass(Duration time) {
        if (!calls.isEmpty() && time.compareTo(FunctionCall.TIME.dividedBy(2)) > 0) {
            frozen += calls.size();
        }
        now = now.plus(time);
        while (!isOnTime && !woken.plus(SCHEDULE).isAfter(now)) {
            woken = woken.plus(SCHEDULE);
            WakeDestinations wake =
                    new WakeDestinations(table, new Log(ledger), (key, delay) -> send(key, delay), () -> now);
            calls.add(new FunctionCall(
                    () -> {
                        try {
                            wake.wake();
                        } catch (TableException e) {
                            // It comes again.
                        }
                    },
                    null,
                    now));
        }
    }

    /// Lets everything come to rest, with receivers that accept.
    private void settle() {
        isCalm = true;
        while (!calls.isEmpty()) {
            go(calls.get(random.nextInt(calls.size())));
        }
        receivers.forEach(receiver -> receiver.mood = Mood.ACCEPTS);
        if (poisons) {
            // The last event can't be skipped before there is another one.
            List<Event> last = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                EventId id = id(ledger.size(ORG) + i);
                EventDetails details = Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null);
                Event event = Event.of(id, new Container(ORG, "c-9"), now, details, Org.plain(ORG));
                last.add(event);
                events.put(new EventKey(event.container(), id), event);
            }
            ledger.append(ORG, last);
        }
        int rounds = 0;
        while (!calls.isEmpty() || !queue.isEmpty() || !isEverythingDelivered()) {
            require(
                    rounds++ < 30_000,
                    "it never comes to rest: " + calls.size() + " calls, " + queue.size() + " messages, "
                            + receivers.stream()
                                    .map(receiver -> table.now(receiver.key).progress())
                                    .toList());
            if (!calls.isEmpty()) {
                go(calls.get(random.nextInt(calls.size())));
            } else if (queue.stream().anyMatch(message -> !message.visible.isAfter(now))) {
                receive();
            } else {
                pass(Duration.ofSeconds(30));
            }
        }
    }

    /// While nothing fails, messages alone bring everything, however calls and appends interleave.
    private void goOnCalmly() {
        isOnTime = true;
        table.hasFaults = false;
        for (int i = 0; i < STEPS / 3 || !calls.isEmpty() || !queue.isEmpty(); i++) {
            int roll = random.nextInt(12);
            if (i < STEPS / 3 && roll == 0) {
                append();
            } else if (roll == 1) {
                pass(Duration.ofMillis(random.nextInt(3_000)));
            } else if (roll < 5) {
                receive();
            } else if (!calls.isEmpty()) {
                go(calls.get(random.nextInt(calls.size())));
            }
        }
        require(isEverythingDelivered(), "something is left that only the schedule would find");
    }

    private boolean isEverythingDelivered() {
        return receivers.stream()
                .map(receiver -> table.now(receiver.key).progress())
                .allMatch(progress -> progress.next() == ledger.size(ORG) && progress.state() == DeliveryState.ACTIVE);
    }

    private void verify(SimulatedReceiver receiver) {
        int disturbances = kills + frozen + receiver.lost + table.faults;
        new DeliveryComparison(ledger.size(ORG), poisons)
                .verify(receiver, table.now(receiver.key).progress(), disturbances);
        require(!table.isLeased(receiver.key), "a lease was left");
    }
}
