package dev.containerevents.delivery;

import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.ledger.Log;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `POST /orgs/{org_id}/destinations`: sends an organisation's events to a system of its own from now on.
public final class CreateDestination extends DestinationEndpoint {

    private final Log log;
    private final SecretStore secrets;
    private final DueQueue queue;
    private final AllowedHosts allowed;

    public CreateDestination() {
        this(
                DestinationTable.deployed(),
                Log.deployed(),
                ParameterStore.deployed(),
                SqsDueQueue.deployed(),
                AllowedHosts.deployed());
    }

    public CreateDestination(
            DestinationTable table, Log log, SecretStore secrets, DueQueue queue, AllowedHosts allowed) {
        super(table);
        this.log = log;
        this.secrets = secrets;
        this.queue = queue;
        this.allowed = allowed;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.DELIVER);
        Faults faults = new Faults();
        request.query(faults).rejectUnknown();
        Optional<String> key = request.idempotencyKey(faults);
        JsonObjectReader members = DestinationBody.members(request, faults);
        @Nullable String kind = DestinationBody.kind(members);
        if (kind == null) {
            throw Problem.badRequest(faults);
        }
        DestinationBody body = DestinationBody.ofNew(members, kind, allowed, DestinationPath.ownHost(request), faults);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Log.End end = log.end(org.id(), budget);
        DestinationStart from = Objects.requireNonNullElse(body.from(), new DestinationStart.Latest());
        long next = from.index(org.id(), log, end, "body/from", faults, budget);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        String id = DestinationPath.newId(org.id(), key);
        String filter = DestinationFilter.text(Objects.requireNonNullElse(body.filter(), EventFilter.NONE));
        DestinationSettings settings =
                new DestinationSettings(kind, Objects.requireNonNull(body.url()), body.form(), filter, 0, null, null);
        Optional<StoredDestination> known =
                key.isPresent() ? table.get(new DestinationKey(org.id(), id), budget) : Optional.empty();
        if (known.isPresent()) {
            return replayed(known.get(), settings, end);
        }
        if (table.all(org.id(), budget).size() >= DestinationTable.MOST) {
            throw tooMany();
        }
        StoredDestination destination =
                store(id, org, settings, Objects.requireNonNull(body.secret()), from(org, next), budget);
        if (next < end.size()) {
            queue.send(new DestinationKey(org.id(), id), Duration.ZERO);
        }
        return created(destination, end, request);
    }

    private DeliveryProgress from(Org org, long next) {
        return DeliveryProgress.from(log.origin(org.id()), next);
    }

    private StoredDestination store(
            String id,
            Org org,
            DestinationSettings settings,
            String secret,
            DeliveryProgress progress,
            RequestBudget budget) {
        Instant now = budget.now();
        long version = write(id, secret);
        StoredDestination destination = new StoredDestination(
                org.id(),
                id,
                now,
                0,
                new DestinationSettings(
                        settings.kind(), settings.url(), settings.form(), settings.filter(), version, null, null),
                progress);
        return switch (table.create(destination, DestinationEvent.CREATED.of(destination, org, null, now), budget)) {
            case CREATED -> destination;
            // Another request with the same key was faster by a moment.
            case EXISTS -> throw Problem.unavailable();
            case TOO_MANY -> {
                forget(id);
                throw tooMany();
            }
        };
    }

    private static Problem tooMany() {
        return Problem.unprocessable("An organisation has at most " + DestinationTable.MOST + " destinations.");
    }

    private long write(String id, String secret) {
        try {
            return secrets.put(id, secret);
        } catch (IOException e) {
            LogLine.write(getClass().getSimpleName(), e, json -> json.writeStringField("destination", id));
            throw Problem.unavailable();
        }
    }

    private void forget(String id) {
        try {
            secrets.delete(id);
        } catch (IOException e) {
            LogLine.write(getClass().getSimpleName(), e, json -> json.writeStringField("destination", id));
        }
    }

    /// The secret can't be compared: nobody but [DeliverEvents] reads it.
    private static Response replayed(StoredDestination known, DestinationSettings sent, Log.End end) {
        DestinationSettings stored = known.settings();
        boolean isSame = stored.kind().equals(sent.kind())
                && stored.url().equals(sent.url())
                && Objects.equals(stored.form(), sent.form())
                && stored.filter().equals(sent.filter());
        if (!isSame) {
            throw Problem.unprocessable(
                    "Another destination was created with this idempotency key; it wasn't changed.");
        }
        return Response.json(201, json -> DestinationJson.write(json, known, end.size()))
                .with("Idempotent-Replayed", "true");
    }

    private static Response created(StoredDestination destination, Log.End end, Request request) {
        return Response.json(201, json -> DestinationJson.write(json, destination, end.size()))
                .with(
                        "Location",
                        request.address("/orgs/" + destination.org().replace(":", "%3A") + "/destinations/"
                                + destination.id()));
    }
}
