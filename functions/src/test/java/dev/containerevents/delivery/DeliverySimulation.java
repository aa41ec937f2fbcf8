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

/// One schedule of everything that happens to destinations: messages that aren't known to be sent, come twice or
/// become dead letters, functions that die between any two calls, stand still for longer than their lease, or have
/// several alive for one destination, owners who change, pause and resume a destination, and receivers that fail
/// in every way, or accept and then say nothing. The queue loses no message that it has.
///
/// The classes under test are the real ones. What happens, and in which order, follows from the seed alone.
public final class DeliverySimulation {

    private static final String ORG = "acme";
    private static final int EVENTS = 200;
    private static final int STEPS = 1_500;

    /// Short times between those of rest, because one disturbance makes up for what another has lost.
    private static final int MOST_DISTURBED = 200;

    private static final int CALM_TIMES = 10;
    private static final int CALM_STEPS = 50;

    private static final Duration SCHEDULE = Duration.ofMinutes(15);

    private final Random random;
    private final SimulatedDestinations table;
    private final GrowingLog ledger;
    private final Map<EventKey, Event> events = new HashMap<>();
    private final SimulatedQueue queue;
    private final List<FunctionCall> calls = new ArrayList<>();
    private final List<SimulatedReceiver> receivers = new ArrayList<>();
    private final boolean poisons;
    private final Duration collecting;
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

    /// The schedule found a mistake.
    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private DeliverySimulation(long seed) {
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        poisons = random.nextInt(3) == 0;
        collecting = Duration.ofSeconds(random.nextInt(3) == 0 ? 300 : 5);
        queue = new SimulatedQueue(random);
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
        int left = STEPS;
        while (left > 0) {
            for (int i = random.nextInt(MOST_DISTURBED); i > 0; i--) {
                step();
                left--;
            }
            settle();
        }
        goOnCalmly();
        receivers.forEach(this::verify);
    }

    private Announcements fresh() {
        return new Announcements(table, this::send, collecting, () -> now);
    }

    /// A message that isn't known to be sent may have been.
    private boolean send(DestinationKey key, Duration delay) {
        pause();
        boolean isKnown = isCalm || random.nextInt(15) > 0;
        if (isKnown || random.nextBoolean()) {
            queue.add(key, now.plus(delay));
        }
        pause();
        return isKnown;
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
                this::send,
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

    private Answer answer(Outgoing request) throws IOException {
        int number = request.url().host().charAt(1) - '0';
        return receivers.get(number).answer(request, Objects.requireNonNull(current), now);
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> {
                // So that there are events until the end.
                if (random.nextInt(3) == 0) {
                    append();
                }
            }
            case 1 -> change(receivers.get(random.nextInt(2)));
            case 2 -> pass(Duration.ofMillis(random.nextInt(8_000)));
            case 3 -> {
                if (random.nextInt(6) == 0) {
                    pass(Duration.ofSeconds(random.nextInt(400)));
                }
            }
            case 4 -> {
                int roll = random.nextInt(8);
                if (roll == 0) {
                    revise(receivers.get(random.nextInt(2)).key);
                } else if (roll == 1) {
                    // The schedule may call more often than it should.
                    wake();
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

    /// An owner's call, which may die before it sends a message.
    private void revise(DestinationKey key) {
        DeliveryState state = random.nextInt(3) == 0 ? DeliveryState.PAUSED : DeliveryState.ACTIVE;
        call(() -> {
            table.revise(key, state, now);
            if (state == DeliveryState.ACTIVE) {
                send(key, Duration.ZERO);
            }
        });
    }

    /// Adds a call that nobody repeats.
    private void call(Runnable work) {
        calls.add(new FunctionCall(
                () -> {
                    try {
                        work.run();
                    } catch (TableException e) {
                        // Its caller is told.
                    }
                },
                null,
                () -> {},
                now));
    }

    /// Appends events, and announces them in a call that may die before it does. Then another one does both.
    private void append() {
        if (ledger.size(ORG) >= (isOnTime ? 2 * EVENTS : EVENTS)) {
            return;
        }
        List<Event> some = new ArrayList<>();
        for (int i = 1 + random.nextInt(9); i > 0; i--) {
            long number = ledger.size(ORG) + some.size();
            Event event = event(number);
            some.add(event);
            // Two in a row need a person.
            if (poisons && !isOnTime && random.nextInt(40) == 0 && number > poisoned + 1) {
                poisoned = number;
                receivers.getFirst().poison.add(event.id().toString());
            }
        }
        ledger.append(ORG, some);
        tell();
    }

    /// Stores an event of the current time.
    private Event event(long number) {
        EventId id = new EventId(now.toEpochMilli() << 16 | 0x7000 | number, Long.MIN_VALUE | random.nextLong() >>> 2);
        EventDetails details = Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null);
        Event event = Event.of(id, new Container(ORG, "c-" + number % 5), now, details, Org.plain(ORG));
        events.put(new EventKey(event.container(), id), event);
        return event;
    }

    private void tell() {
        if (random.nextInt(8) == 0) {
            // Another instance of the function.
            announcements = fresh();
        }
        Announcements by = announcements;
        // The stream delivers the batch again, whose rows are in the log.
        calls.add(new FunctionCall(() -> by.announce(ORG, new RequestBudget()), null, this::tell, now));
    }

    private void receive() {
        queue.receive(now).ifPresent(this::deliver);
    }

    private void deliver(SimulatedQueue.Message message) {
        boolean again = message.isRepeated();
        Instant deadline = now.plus(FunctionCall.TIME);
        Deliverer deliverer = deliverer();
        FunctionCall call = new FunctionCall(
                () -> {
                    try {
                        if (again) {
                            deliverer.deliverAgain(message.key, deadline, new RequestBudget());
                        } else {
                            deliverer.deliver(message.key, deadline, new RequestBudget());
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                message,
                () -> {},
                now);
        calls.add(call);
        if (again) {
            // Of the nine times that the real queue repeats a message, the function does its first call once.
            boolean hadFaults = table.hasFaults;
            table.hasFaults = false;
            go(call);
            go(call);
            table.hasFaults = hadFaults;
        }
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
        if (!isDone) {
            call.again.run();
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
            wake();
        }
    }

    private void wake() {
        call(new WakeDestinations(table, new Log(ledger), this::send, () -> now)::wake);
    }

    /// Lets everything come to rest, with receivers that accept. Nothing is left for the schedule to look at then.
    private void settle() {
        isCalm = true;
        while (!calls.isEmpty()) {
            go(calls.get(random.nextInt(calls.size())));
        }
        for (SimulatedReceiver receiver : receivers) {
            receiver.mood = Mood.ACCEPTS;
            if (table.now(receiver.key).progress().state() == DeliveryState.PAUSED) {
                table.revise(receiver.key, DeliveryState.ACTIVE, now);
            }
        }
        if (poisoned == ledger.size(ORG) - 1) {
            // The last event can't be skipped before there is another one.
            List<Event> last = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                last.add(event(ledger.size(ORG) + i));
            }
            ledger.append(ORG, last);
            tell();
        }
        int rounds = 0;
        while (!calls.isEmpty() || !queue.isEmpty() || !isEverythingDelivered() || table.hasReminders()) {
            require(
                    rounds++ < 30_000,
                    "it never comes to rest: " + calls.size() + " calls, " + queue.size() + " messages, "
                            + receivers.stream()
                                    .map(receiver -> table.now(receiver.key).progress())
                                    .toList());
            if (!calls.isEmpty()) {
                go(calls.get(random.nextInt(calls.size())));
            } else if (queue.isReady(now)) {
                receive();
            } else {
                pass(Duration.ofSeconds(30));
            }
        }
        isCalm = false;
    }

    /// While nothing fails, messages alone bring everything, however calls and appends interleave.
    private void goOnCalmly() {
        isCalm = true;
        isOnTime = true;
        table.hasFaults = false;
        for (int times = CALM_TIMES; times > 0; times--) {
            for (int i = 0; i < CALM_STEPS || !calls.isEmpty() || !queue.isEmpty(); i++) {
                int roll = random.nextInt(12);
                if (i < CALM_STEPS && roll == 0) {
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
