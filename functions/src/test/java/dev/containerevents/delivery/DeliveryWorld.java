package dev.containerevents.delivery;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.Log;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.DestinationTable.Listed;
import dev.containerevents.table.DestinationTable.Reminder;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredAttempt;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An organisation with destinations, on a real table and with real receivers, whose time a test lets pass. The
/// queue delivers a message when its time has come.
final class DeliveryWorld {

    private static final LocalTable TABLE = LocalTable.streamed();
    private static final AtomicInteger ORGS = new AtomicInteger();
    private static final AtomicLong SEQUENCE = new AtomicLong(1_000);

    /// A message of the queue.
    record Message(Instant due, DestinationKey key) implements Comparable<Message> {
        @Override
        public int compareTo(Message other) {
            return due.compareTo(other.due);
        }
    }

    final Org org = Org.plain("acme-" + ORGS.incrementAndGet());
    final LocalTable table = TABLE;
    private LocalTable ofFunction = TABLE;
    final LocalSecrets secrets = new LocalSecrets();
    final PriorityQueue<Message> messages = new PriorityQueue<>();

    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /// How many messages the function got.
    int calls;

    private final RandomIds ids = new RandomIds(new SecureRandom());
    private Receiver receiver = new HttpReceiver();

    /// How long the function may run.
    private Duration time = Duration.ofMinutes(2);

    void time(Duration ofFunction) {
        time = ofFunction;
    }

    void receiver(Receiver other) {
        receiver = other;
    }

    /// Has the function's calls of the table pass a proxy.
    void through(FaultProxy proxy) {
        ofFunction = table.through(proxy);
    }

    Deliverer deliverer() {
        return LocalDelivery.deliverer(
                ofFunction, secrets, receiver, new AllowedHosts(List.of(), true), this::send, () -> now);
    }

    private boolean send(DestinationKey key, Duration delay) {
        messages.add(new Message(now.plus(delay), key));
        return true;
    }

    DestinationKey create(String kind, String url, @Nullable String form, String secret, EventFilter filter) {
        String id = DestinationPath.newId(org.id(), Optional.empty());
        long version = secrets.put(id, secret);
        StoredDestination destination = new StoredDestination(
                org.id(),
                id,
                now,
                0,
                new DestinationSettings(kind, url, form, DestinationFilter.text(filter), version, null, null),
                DeliveryProgress.from(new Log(table.ledger()).origin(org.id()), 0));
        table.destinations()
                .create(destination, DestinationEvent.CREATED.of(destination, org, null, now), new RequestBudget());
        return new DestinationKey(org.id(), id);
    }

    /// Creates a destination of one's own.
    DestinationKey create(LocalReceiver at) {
        return create("https", at.url() + "/events", "json", LocalDelivery.SECRET, EventFilter.NONE);
    }

    static List<String> ids(List<Event> events) {
        return events.stream().map(event -> event.id().toString()).toList();
    }

    /// Logs so many events, which are in the log when this returns.
    List<Event> log(int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EventDetails details = Details.of(
                    i % 3 == 0 ? "BLOCK" : "ACCESS",
                    i % 2 == 0 ? Status.FAIL : Status.SUCCESS,
                    null,
                    "door " + i,
                    null,
                    null,
                    null,
                    null);
            Event event = Event.of(ids.next(now), new Container(org.id(), "web-" + i % 4), now, details, org);
            events.add(event.with(ids.seed(event.id())));
        }
        log(events);
        return events;
    }

    void log(List<Event> events) {
        for (int i = 0; i < events.size(); i += 25) {
            table.load(events.subList(i, Math.min(events.size(), i + 25)), org);
        }
        Appending.append(table, events, SEQUENCE.getAndAdd(1_000_000));
    }

    /// Pauses or resumes a destination, as its owner does.
    void restart(DestinationKey key, DeliveryState state) {
        StoredDestination stored = get(key);
        DeliveryProgress restart = stored.progress().restarted(state);
        StoredDestination changed = stored.changed(stored.settings(), restart);
        if (!table.destinations()
                .change(
                        changed,
                        restart,
                        false,
                        DestinationEvent.UPDATED.of(changed, org, null, now),
                        new RequestBudget())) {
            throw new IllegalStateException("it was changed meanwhile");
        }
    }

    /// Says that a destination is due, as an append does.
    void announce(DestinationKey key) {
        send(key, Duration.ZERO);
    }

    /// Says that a destination is due, and delivers what is due within a second.
    void deliver(DestinationKey key) throws IOException {
        announce(key);
        pass(Duration.ofSeconds(1));
    }

    /// Delivers all messages that are due by then.
    void pass(Duration duration) throws IOException {
        Instant end = now.plus(duration);
        while (!messages.isEmpty() && !messages.peek().due.isAfter(end)) {
            Message message = messages.remove();
            now = message.due.isAfter(now) ? message.due : now;
            calls++;
            deliverer().deliver(message.key, now.plus(time), new RequestBudget());
        }
        now = end;
    }

    /// Lets the schedule wake what is due.
    void wake() {
        DueQueue own = (key, delay) -> !key.org().equals(org.id()) || send(key, delay);
        new WakeDestinations(table.destinations(), new Log(table.ledger()), own, () -> now).wake();
    }

    /// Returns the destinations of this organisation that the schedule looks at.
    Set<String> reminders() {
        DestinationTable destinations = table.destinations();
        Set<String> found = new TreeSet<>();
        List<Reminder> some = destinations.reminders(null, new RequestBudget());
        while (!some.isEmpty()) {
            some.stream()
                    .map(Reminder::key)
                    .filter(key -> key.org().equals(org.id()))
                    .forEach(key -> found.add(key.id()));
            some = destinations.reminders(some.getLast().key(), new RequestBudget());
        }
        return found;
    }

    StoredDestination get(DestinationKey key) {
        return table.destinations().get(key, new RequestBudget()).orElseThrow();
    }

    List<StoredAttempt> attempts(DestinationKey key) {
        return table.destinations().attempts(key, null, 1_000, new RequestBudget()).stream()
                .map(Listed::attempt)
                .toList()
                .reversed();
    }

    /// Returns the types of events about destinations, in no order.
    List<String> told() {
        return table
                .client()
                .query(query -> query.tableName(table.name())
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(
                                Map.of(":pk", AttributeValue.fromS("E#" + org.id() + "#destinations"))))
                .items()
                .stream()
                .map(item -> Objects.requireNonNull(item.get("type")).s())
                .toList();
    }
}
