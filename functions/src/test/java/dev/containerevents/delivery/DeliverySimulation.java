package dev.containerevents.delivery;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.Fiber;
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
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Duration FUNCTION = Duration.ofMinutes(2);
    private static final Duration SCHEDULE = Duration.ofMinutes(15);
    private static final Duration COLLECTING = Duration.ofSeconds(5);

    private final Random random;
    private final SimulatedDestinations table;
    private final GrowingLog ledger;
    private final Map<EventKey, Event> events = new HashMap<>();
    private final List<Message> queue = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final boolean poisons;
    private Announcements announcements;
    private Instant now = Instant.parse("2026-11-30T20:00:00Z");
    private Instant woken = now;
    private @Nullable Call current;
    private boolean isCalm;

    /// Whether nothing may wait for the schedule.
    private boolean isOnTime;

    private int tokens;
    private int kills;
    private int frozen;
    private long poisoned = -2;

    /// A message of the queue.
    private static final class Message {
        final DestinationKey key;
        Instant visible;
        int receives;

        Message(DestinationKey key, Instant visible) {
            this.key = key;
            this.visible = visible;
        }
    }

    /// A call of a function.
    private static final class Call {
        final Fiber fiber;
        final @Nullable Message message;
        final Instant begin;

        Call(Runnable work, @Nullable Message message, Instant begin) {
            this.fiber = new Fiber(work);
            this.message = message;
            this.begin = begin;
        }
    }

    /// What a receiver does with a request.
    private enum Mood {
        ACCEPTS,
        UNAVAILABLE,
        SAYS_NOTHING,
        DELAYS,
        REFUSES,

        /// Takes no entry, whatever it is. It doesn't change its mind within a call.
        REFUSES_EACH
    }

    /// A destination and its receiver.
    private final class Peer {
        final DestinationKey key;
        final Set<String> poison = new TreeSet<>();
        final List<Outgoing> accepted = new ArrayList<>();
        final List<Call> sending = new ArrayList<>();
        Mood mood = Mood.ACCEPTS;

        /// How often an answer was lost after the receiver had accepted.
        int lost;

        Peer(int number) {
            key = new DestinationKey(ORG, "dst_" + number);
        }

        Answer answer(Outgoing request) throws IOException {
            Call call = Objects.requireNonNull(current);
            for (Call other : sending) {
                // One whose lease has ended may still send what it was about to.
                require(
                        isOver(other) || isOver(call),
                        "two requests at once for a destination, although both have its lease");
            }
            sending.add(call);
            pause();
            Answer answer = decide(request);
            pause();
            sending.remove(call);
            if (answer.status() == 0) {
                throw new SocketTimeoutException("no answer");
            }
            return answer;
        }

        private boolean isOver(Call call) {
            return !now.isBefore(call.begin.plus(FUNCTION));
        }

        private Answer decide(Outgoing request) {
            String body = new String(request.body(), StandardCharsets.UTF_8);
            return switch (mood) {
                case UNAVAILABLE -> new Answer(503, Map.of(), new byte[0]);
                case DELAYS -> new Answer(429, Map.of("retry-after", "1200"), new byte[0]);
                case REFUSES -> new Answer(401, Map.of(), new byte[0]);
                case REFUSES_EACH -> new Answer(400, Map.of(), new byte[0]);
                case ACCEPTS, SAYS_NOTHING -> {
                    if (poison.stream().anyMatch(body::contains)) {
                        yield new Answer(400, Map.of(), new byte[0]);
                    }
                    accepted.add(request);
                    lost += mood == Mood.SAYS_NOTHING ? 1 : 0;
                    yield new Answer(mood == Mood.SAYS_NOTHING ? 0 : 200, Map.of(), new byte[0]);
                }
            };
        }
    }

    /// The schedule found a mistake.
    private static void require(boolean holds, String what) {
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
            Peer peer = new Peer(i);
            peers.add(peer);
            table.add(new StoredDestination(
                    ORG,
                    peer.key.id(),
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
        peers.forEach(this::verify);
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
        return peers.get(number).answer(request);
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0 -> append();
            case 1 -> change(peers.get(random.nextInt(2)));
            case 2 -> pass(Duration.ofMillis(random.nextInt(8_000)));
            case 3 -> {
                if (random.nextInt(6) == 0) {
                    pass(Duration.ofSeconds(random.nextInt(400)));
                }
            }
            case 4 -> {
                if (random.nextInt(8) == 0) {
                    table.revise(peers.get(random.nextInt(2)).key);
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

    private void change(Peer peer) {
        Mood next = random.nextBoolean() ? Mood.ACCEPTS : Mood.values()[random.nextInt(Mood.values().length)];
        boolean isAllowed = next != Mood.REFUSES_EACH || poisons;
        if (isAllowed && (peer.mood != Mood.REFUSES_EACH || calls.isEmpty())) {
            peer.mood = next;
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
                peers.getFirst().poison.add(id.toString());
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
        calls.add(new Call(() -> by.announce(ORG, new RequestBudget()), null, now));
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
        Instant deadline = now.plus(FUNCTION);
        Deliverer deliverer = deliverer();
        calls.add(new Call(
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

    private void go(Call call) {
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

    private void end(Call call, boolean isDone) {
        calls.remove(call);
        peers.forEach(peer -> peer.sending.remove(call));
        if (call.message != null && isDone) {
            queue.remove(call.message);
        }
        if (call.message == null && !isDone) {
            // The stream delivers the batch again, whose rows are in the log.
            tell();
        }
    }

    private void kill(Call call) {
        kills++;
        current = call;
        call.fiber.kill();
        end(call, false);
    }

    private void pass(Duration time) {
        if (!calls.isEmpty() && time.compareTo(FUNCTION.dividedBy(2)) > 0) {
            frozen += calls.size();
        }
        now = now.plus(time);
        while (!isOnTime && !woken.plus(SCHEDULE).isAfter(now)) {
            woken = woken.plus(SCHEDULE);
            WakeDestinations wake =
                    new WakeDestinations(table, new Log(ledger), (key, delay) -> send(key, delay), () -> now);
            calls.add(new Call(
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
        peers.forEach(peer -> peer.mood = Mood.ACCEPTS);
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
                            + peers.stream()
                                    .map(peer -> table.now(peer.key).progress())
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
        return peers.stream()
                .map(peer -> table.now(peer.key).progress())
                .allMatch(progress -> progress.next() == ledger.size(ORG) && progress.state() == DeliveryState.ACTIVE);
    }

    private void verify(Peer peer) {
        long expected = 0;
        Map<Long, String> ids = new HashMap<>();
        Map<String, byte[]> bodies = new HashMap<>();
        int repeats = 0;
        for (Outgoing request : peer.accepted) {
            String id = Objects.requireNonNull(request.headers().get("webhook-id"));
            byte[] before = bodies.putIfAbsent(id, request.body());
            require(before == null || Arrays.equals(before, request.body()), "the same id with another body");
            repeats += before == null ? 0 : 1;
            for (long index : indexes(request)) {
                String known = ids.putIfAbsent(index, id);
                require(poisons || known == null || known.equals(id), "an entry under two ids");
                if (known == null) {
                    require(
                            index == expected || (!peer.poison.isEmpty() && index > expected),
                            "entry " + index + " instead of " + expected);
                    expected = index + 1;
                }
            }
        }
        require(expected == ledger.size(ORG), "entries are missing: " + expected);
        long skipped = table.now(peer.key).progress().skipped();
        require(ledger.size(ORG) - ids.size() == peer.poison.size(), "other entries were skipped than those refused");
        require(skipped >= 0 && (poisons || skipped == 0), "skipped without need");
        int disturbances = kills + frozen + peer.lost + table.faults;
        require(repeats <= disturbances, "repeated without need: " + repeats + " of " + disturbances);
        require(!table.isLeased(peer.key), "a lease was left");
    }

    private static List<Long> indexes(Outgoing request) {
        List<Long> indexes = new ArrayList<>();
        Matcher index = Pattern.compile("\"index\":(\\d+)").matcher(new String(request.body(), StandardCharsets.UTF_8));
        while (index.find()) {
            indexes.add(Long.parseLong(index.group(1)));
        }
        return indexes;
    }
}
