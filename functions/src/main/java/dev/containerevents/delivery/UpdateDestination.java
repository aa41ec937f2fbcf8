package dev.containerevents.delivery;

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
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `PATCH /orgs/{org_id}/destinations/{destination_id}`: pauses or resumes a destination, or changes what it gets
/// and where.
public final class UpdateDestination extends DestinationEndpoint {

    /// How long the secret before signs along, so that a receiver can change to the new one in between.
    private static final Duration BOTH_SECRETS = Duration.ofHours(24);

    private final Log log;
    private final SecretStore secrets;
    private final DueQueue queue;
    private final AllowedHosts allowed;

    public UpdateDestination() {
        this(
                DestinationTable.deployed(),
                Log.deployed(),
                ParameterStore.deployed(),
                SqsDueQueue.deployed(),
                AllowedHosts.deployed());
    }

    public UpdateDestination(
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
        StoredDestination destination = DestinationPath.find(table, request, org.id(), budget);
        String kind = destination.settings().kind();
        String own = DestinationPath.ownHost(request);
        JsonObjectReader members = DestinationBody.members(request, faults);
        DestinationBody body = DestinationBody.ofChange(members, kind, allowed, own, faults);
        boolean moves = isOtherReceiver(destination, body);
        if (moves && body.secret() == null) {
            // Otherwise, whoever may change a URL could send the secret to a receiver of their own.
            members.fault(DestinationBody.secretName(kind), "is required with a url of another host");
        }
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Log.End end = log.end(org.id(), budget);
        @Nullable DeliveryProgress restart = restart(destination, body, end, faults, budget);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Instant now = budget.now();
        DestinationSettings settings = settings(destination, body, moves, now);
        StoredDestination changed = destination.changed(settings, restart == null ? destination.progress() : restart);
        boolean done =
                table.change(changed, restart, body.from() != null, event(body).of(changed, org, null, now), budget);
        if (!done) {
            throw Problem.unavailable();
        }
        if (changed.progress().state() != DeliveryState.PAUSED) {
            queue.send(new DestinationKey(org.id(), destination.id()), Duration.ZERO);
        }
        return Response.ok(json -> DestinationJson.write(json, changed, end.size()));
    }

    private boolean isOtherReceiver(StoredDestination destination, DestinationBody body) {
        ReceiverUrl before = ReceiverUrl.read(destination.settings().url(), allowed, "", _ -> {});
        return body.receiver() != null && (before == null || !before.hasOriginOf(body.receiver()));
    }

    /// Returns the progress from which to go on; null to leave it as it is.
    private @Nullable DeliveryProgress restart(
            StoredDestination destination, DestinationBody body, Log.End end, Faults faults, RequestBudget budget) {
        DeliveryProgress progress = destination.progress();
        if ("paused".equals(body.state())) {
            return progress.restarted(DeliveryState.PAUSED);
        }
        if (!"active".equals(body.state())) {
            boolean isTried = body.url() != null || body.secret() != null;
            return isTried && progress.state() != DeliveryState.PAUSED
                    ? progress.restarted(DeliveryState.ACTIVE)
                    : null;
        }
        DeliveryProgress restarted = progress.restarted(DeliveryState.ACTIVE);
        return body.from() == null
                ? restarted
                : restarted.at(
                        log.origin(destination.org()),
                        body.from().index(destination.org(), log, end, "body/from", faults, budget));
    }

    private DestinationSettings settings(
            StoredDestination destination, DestinationBody body, boolean moves, Instant now) {
        DestinationSettings before = destination.settings();
        String url = Objects.requireNonNullElse(body.url(), before.url());
        String filter = body.filter() == null ? before.filter() : DestinationFilter.text(body.filter());
        if (body.secret() == null) {
            return new DestinationSettings(
                    before.kind(),
                    url,
                    before.form(),
                    filter,
                    before.secret(),
                    before.previousSecret(),
                    before.previousUntil());
        }
        long version = write(destination.id(), body.secret());
        return moves
                ? new DestinationSettings(before.kind(), url, before.form(), filter, version, null, null)
                : new DestinationSettings(
                        before.kind(), url, before.form(), filter, version, before.secret(), now.plus(BOTH_SECRETS));
    }

    private long write(String id, String secret) {
        try {
            return secrets.put(id, secret);
        } catch (IOException e) {
            LogLine.write(getClass().getSimpleName(), e, json -> json.writeStringField("destination", id));
            throw Problem.unavailable();
        }
    }

    private static DestinationEvent event(DestinationBody body) {
        return switch (body.state()) {
            case "paused" -> DestinationEvent.PAUSED;
            case "active" -> DestinationEvent.RESUMED;
            case null, default -> DestinationEvent.UPDATED;
        };
    }
}
