package dev.containerevents.delivery;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.Row;
import dev.containerevents.orgs.FeedEntry;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Sends one synthetic event to a destination, which is stored nowhere. If the receiver accepts it, a destination
/// that waits for its next attempt waits no longer.
record Trial(Deliverer deliverer) {

    private static final SecureRandom RANDOM = new SecureRandom();

    TrialResult run(DestinationKey key, RequestBudget budget) throws IOException {
        Optional<StoredDestination> found = deliverer.table().get(key, budget);
        if (found.isEmpty()) {
            return new TrialResult(Optional.empty());
        }
        StoredDestination destination = found.get();
        Kind kind = Kind.of(destination.settings());
        Sender.Sent sent = deliverer.sender().send(destination, kind, batch(destination, kind));
        DeliveryState state = destination.progress().state();
        boolean waits = state == DeliveryState.RETRYING || state == DeliveryState.FAILING;
        if (waits && sent.outcome() instanceof Outcome.Accepted) {
            restart(destination, budget);
        }
        return new TrialResult(Optional.of(sent.attempt()));
    }

    private Batch batch(StoredDestination destination, Kind kind) {
        Instant now = deliverer.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Org org = Org.plain(destination.org());
        RandomIds ids = new RandomIds(RANDOM);
        EventDetails details = new EventDetails(
                "destination.test",
                Status.SUCCESS,
                null,
                "This is a test. It is not stored.",
                null,
                null,
                null,
                null,
                false,
                null);
        Event event = Event.of(ids.next(now), new Container(org.id(), Container.DESTINATIONS), now, details, org);
        event = event.with(ids.seed(event.id()));
        FeedEntry entry = new FeedEntry(org, destination.progress().next(), Row.stored(event), event);
        return new Batch(
                destination.id(),
                "test_" + deliverer.random().next(),
                List.of(new Batch.Encoded(entry, kind.encoded(entry))),
                destination.progress().next());
    }

    private void restart(StoredDestination destination, RequestBudget budget) {
        Instant now = deliverer.clock().instant();
        DeliveryProgress restarted = destination.progress().restarted(DeliveryState.ACTIVE);
        Org org = deliverer.orgs().apply(destination.org()).orElseThrow();
        boolean done = deliverer
                .table()
                .change(
                        destination.changed(destination.settings(), restarted),
                        restarted,
                        false,
                        DestinationEvent.RECOVERED.of(destination, org, null, now),
                        budget);
        if (done) {
            deliverer.queue().send(new DestinationKey(destination.org(), destination.id()), Duration.ZERO);
        }
    }
}
