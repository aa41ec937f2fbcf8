package dev.containerevents.delivery;

import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.StoredAttempt;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends one batch to a destination. Thread-safe.
record Sender(SecretStore secrets, Receiver receiver, AllowedHosts allowed, InstantSource clock) {

    /// The result of sending a batch, and the attempt to store.
    record Sent(Outcome outcome, StoredAttempt attempt) {}

    /// Sends a batch.
    ///
    /// @throws IOException if the secret can't be read now
    Sent send(StoredDestination destination, Kind kind, Batch batch) throws IOException {
        DestinationSettings settings = destination.settings();
        Instant begin = clock.instant();
        Secrets known = secrets(destination.id(), settings, begin);
        Outcome outcome;
        int status = 0;
        int bytes = 0;
        AtomicReference<@Nullable String> refusal = new AtomicReference<>();
        // The operator may have restricted the hosts since.
        ReceiverUrl url = ReceiverUrl.read(settings.url(), allowed, "", refusal::set);
        if (url == null) {
            outcome = new Outcome.Refused("the url " + refusal.get());
        } else {
            Outgoing request = kind.request(kind.url(url), batch, known, begin);
            bytes = request.body().length;
            try {
                Answer answer = receiver.send(request);
                status = answer.status();
                outcome = kind.outcome(answer, batch, clock.instant());
            } catch (Receiver.RefusedAddressException e) {
                outcome = new Outcome.Refused(Receiver.RefusedAddressException.WHY);
            } catch (IOException e) {
                outcome = new Outcome.Retry(e.getClass().getSimpleName() + ": " + e.getMessage(), null);
            }
        }
        outcome = scrubbed(outcome, known);
        long millis = Duration.between(begin, clock.instant()).toMillis();
        return new Sent(
                outcome,
                new StoredAttempt(
                        begin,
                        batch.first(),
                        batch.last(),
                        batch.size(),
                        bytes,
                        status,
                        millis,
                        outcome.name(),
                        outcome.why(),
                        batch.replay()));
    }

    private Secrets secrets(String destination, DestinationSettings settings, Instant now) throws IOException {
        String current = secrets.get(destination, settings.secret());
        Long previous = settings.previousSecret();
        Instant until = settings.previousUntil();
        return previous != null && until != null && now.isBefore(until)
                ? new Secrets(current, secrets.get(destination, previous))
                : new Secrets(current, null);
    }

    private static Outcome scrubbed(Outcome outcome, Secrets secrets) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> accepted;
            case Outcome.Retry(String why, var after) -> new Outcome.Retry(secrets.scrubbed(why), after);
            case Outcome.Poison(String why) -> new Outcome.Poison(secrets.scrubbed(why));
            case Outcome.Refused(String why) -> new Outcome.Refused(secrets.scrubbed(why));
            case Outcome.Gone(String why) -> new Outcome.Gone(secrets.scrubbed(why));
        };
    }
}
