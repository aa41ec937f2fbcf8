package dev.containerevents.delivery;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredAttempt;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;

/// The real classes of destinations on a test's table, whose receivers can't be reached unless a test says
/// otherwise.
public final class LocalDelivery {

    /// The secret of all destinations of samples.
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Map<LocalTable, LocalSecrets> SECRETS = new WeakHashMap<>();

    private static final AtomicInteger TOKENS = new AtomicInteger();

    private LocalDelivery() {}

    private static synchronized LocalSecrets secrets(LocalTable table) {
        return SECRETS.computeIfAbsent(table, _ -> new LocalSecrets());
    }

    /// Returns what constructors of operations take.
    public static List<Object> parts(LocalTable table) {
        DueQueue queue = (_, _) -> true;
        DeliverFunction function = destination -> tested(table, destination);
        return List.of(table.destinations(), secrets(table), queue, AllowedHosts.ALL, function);
    }

    private static Optional<String> tested(LocalTable table, DestinationKey destination) {
        try {
            String event =
                    "{\"test\":{\"org\":\"" + destination.org() + "\",\"destination\":\"" + destination.id() + "\"}}";
            String result = HandlerInvocation.of(deliverEvents(table), event).toString();
            return result.equals("{}") ? Optional.empty() : Optional.of(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the function that delivers, on a machine that can't resolve any host.
    public static RequestStreamHandler deliverEvents(LocalTable table) {
        Receiver unreachable = new HttpReceiver(
                host -> {
                    throw new UnknownHostException(host);
                },
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Receiver.MOST_TIME);
        return new DeliverEvents(deliverer(
                table, secrets(table), unreachable, AllowedHosts.ALL, (_, _) -> true, InstantSource.system()));
    }

    public static RequestStreamHandler wakeDestinations(LocalTable table) {
        return new WakeDestinations(
                table.destinations(), new Log(table.ledger()), (_, _) -> true, InstantSource.system());
    }

    static Deliverer deliverer(
            LocalTable table,
            SecretStore secrets,
            Receiver receiver,
            AllowedHosts allowed,
            DueQueue queue,
            InstantSource clock) {
        return new Deliverer(
                table.destinations(),
                new Log(table.ledger()),
                table.events()::getAll,
                org -> Optional.of(Org.plain(org)),
                new Sender(secrets, receiver, allowed, clock),
                queue,
                new Backoff(() -> 0.5),
                clock,
                () -> "token-" + TOKENS.incrementAndGet());
    }

    /// Stores the destinations of the samples: one whose receiver is down and has an attempt, one to delete, one
    /// to replay to, and one that is being replayed to. Also one that was created with the idempotency key
    /// `taken`.
    public static void fill(LocalTable table, String org) {
        DestinationTable destinations = table.destinations();
        Instant now = Instant.parse("2026-11-20T08:00:00Z");
        DeliveryProgress fresh = DeliveryProgress.from(new Log(table.ledger()).origin(org), 0);
        DeliveryProgress failed =
                fresh.failed(DeliveryState.RETRYING, "status 503: maintenance", now, now.plusSeconds(7));
        DeliveryProgress replayed = fresh.with(new DeliveryProgress.Replay("9c3e5b6d", 0, 1));
        String id = "dst_00000000000000000000000";
        add(table, org, id + 1, failed);
        add(table, org, id + 2, fresh);
        add(table, org, id + 3, fresh);
        add(table, org, id + 4, replayed);
        add(table, org, DestinationPath.newId(org, Optional.of("taken")), fresh);
        DestinationKey key = new DestinationKey(org, id + 1);
        for (int second = 0; second < 3; second++) {
            destinations.put(
                    key,
                    new StoredAttempt(
                            now.plusSeconds(second), 0, 0, 1, 512, 503, 87, "retry", "status 503: maintenance", null),
                    new RequestBudget());
        }
    }

    private static void add(LocalTable table, String org, String id, DeliveryProgress progress) {
        long version = secrets(table).put(id, SECRET);
        StoredDestination destination = new StoredDestination(
                org,
                id,
                Instant.parse("2026-11-20T08:00:00Z"),
                0,
                new DestinationSettings("https", "https://siem.example.com/events", "json", "{}", version, null, null),
                progress);
        table.destinations()
                .create(
                        destination,
                        DestinationEvent.CREATED.of(destination, Org.plain(org), null, destination.created()),
                        new RequestBudget());
    }
}
