package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DeliveryProgress.Replay;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `POST /orgs/{org_id}/destinations/{destination_id}/replay`: delivers a range of the log once more. What is new
/// goes on meanwhile.
public final class ReplayDestination extends DestinationEndpoint {

    private final Log log;
    private final DueQueue queue;
    private final SecureRandom random = new SecureRandom();

    public ReplayDestination() {
        this(DestinationTable.deployed(), Log.deployed(), SqsDueQueue.deployed());
    }

    public ReplayDestination(DestinationTable table, Log log, DueQueue queue) {
        super(table);
        this.log = log;
        this.queue = queue;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.DELIVER);
        Faults faults = new Faults();
        request.query(faults).rejectUnknown();
        StoredDestination destination = DestinationPath.find(table, request, org.id(), budget);
        JsonObjectReader members = DestinationBody.members(request, faults);
        members.require("from");
        @Nullable DestinationStart from = DestinationStart.take(members, "from");
        @Nullable DestinationStart to = DestinationStart.take(members, "to");
        members.rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Log.End end = log.end(org.id(), budget);
        long begin = Objects.requireNonNull(from).index(org.id(), log, end, "body/from", faults, budget);
        long stop = to == null ? end.size() : to.index(org.id(), log, end, "body/to", faults, budget);
        if (faults.none() && stop <= begin) {
            faults.add("body/to", "must be after from, and the range must have an entry");
        }
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Replay replay = new Replay(HexFormat.of().toHexDigits(random.nextInt()), begin, stop);
        if (!table.replay(destination, replay, budget.now(), budget)) {
            throw Problem.unprocessable("A range is being replayed: wait until it is delivered.");
        }
        queue.send(new DestinationKey(org.id(), destination.id()), Duration.ZERO);
        return Response.json(202, json -> {
            json.writeStartObject();
            json.writeStringField("replay_id", replay.id());
            json.writeStringField("from", Long.toString(begin));
            json.writeStringField("to", Long.toString(stop));
            json.writeEndObject();
        });
    }
}
