package dev.containerevents.delivery;

import com.amazonaws.services.lambda.runtime.Context;
import dev.containerevents.aws.Handler;
import dev.containerevents.event.Org;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonArrayReader;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import dev.containerevents.ledger.Log;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Delivers events to destinations: those that the queue says are due, and the test event that `TestDestination`
/// asks for. It alone reads the secrets of destinations.
///
/// It fails if anything but the receiver does, and the queue delivers the message again.
public final class DeliverEvents extends Handler {

    private static final String NAME = DeliverEvents.class.getSimpleName();
    private static final int TOKEN_BYTES = 12;

    private final Deliverer deliverer;

    public DeliverEvents() {
        this(deployed());
    }

    DeliverEvents(Deliverer deliverer) {
        this.deliverer = deliverer;
    }

    private static Deliverer deployed() {
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        AccessTable access = AccessTable.deployed();
        return new Deliverer(
                DestinationTable.deployed(),
                new Log(LedgerTable.deployed()),
                EventTable.deployed()::getAll,
                org -> access.org(org).map(found -> found.at(clock.instant())),
                new Sender(ParameterStore.deployed(), new HttpReceiver(), AllowedHosts.deployed(), clock),
                SqsDueQueue.deployed(),
                Backoff.fresh(),
                clock,
                () -> {
                    byte[] token = new byte[TOKEN_BYTES];
                    random.nextBytes(token);
                    return HexFormat.of().formatHex(token);
                });
    }

    /// Looks for a destination that can't exist.
    @Override
    protected void prime() throws IOException {
        deliverer.table().prime(new RequestBudget());
        deliverer.log().end("-", new RequestBudget());
    }

    @Override
    protected void handle(byte[] sent, OutputStream out, Context context) throws IOException {
        Instant deadline = deliverer.clock().instant().plusMillis(context.getRemainingTimeInMillis());
        Faults faults = new Faults();
        JsonObjectReader event =
                JsonObjectReader.readOutermost(new String(sent, StandardCharsets.UTF_8), "event", faults);
        // Only its outermost members are known to be valid yet.
        JsonText test = event.value("test", Integer.MAX_VALUE);
        if (test != null && faults.none()) {
            TrialResult result = new Trial(deliverer).run(key(test.value(), faults), new RequestBudget());
            Json.write(out, result::write);
            return;
        }
        event.require("Records");
        for (Due due : due(event, faults)) {
            deliver(due, deadline);
        }
    }

    /// A message of the queue.
    ///
    /// @param again whether it was handed on before
    private record Due(DestinationKey key, boolean again) {}

    private static List<Due> due(JsonObjectReader event, Faults faults) {
        List<Due> due = new ArrayList<>();
        JsonText records = event.array("Records");
        if (records != null) {
            for (String record : JsonArrayReader.read(records.value(), "event/Records", faults)) {
                JsonObjectReader message = JsonObjectReader.readOutermost(record, "record", faults);
                message.require("body");
                String body = message.string("body", 0, Integer.MAX_VALUE);
                JsonText attributes = message.object("attributes", Integer.MAX_VALUE);
                if (body != null) {
                    due.add(new Due(key(body, faults), attributes != null && isRepeated(attributes, faults)));
                }
            }
        }
        if (!faults.none() || due.isEmpty()) {
            throw new IllegalArgumentException("no messages of the queue: " + faults.list());
        }
        return due;
    }

    private static boolean isRepeated(JsonText attributes, Faults faults) {
        @Nullable
        String receives = JsonObjectReader.read(attributes.value(), "attributes", faults)
                .string("ApproximateReceiveCount", 0, Integer.MAX_VALUE);
        return receives != null && !receives.equals("1");
    }

    private static DestinationKey key(String json, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(json, "message", faults);
        members.require("org", "destination");
        @Nullable String org = members.string("org", 1, Integer.MAX_VALUE);
        @Nullable String destination = members.string("destination", 1, Integer.MAX_VALUE);
        if (org == null || destination == null || !Org.isId(org) || !DestinationPath.isId(destination)) {
            throw new IllegalArgumentException("no key of a destination: " + faults.list());
        }
        return new DestinationKey(org, destination);
    }

    private void deliver(Due due, Instant deadline) throws IOException {
        long begin = System.nanoTime();
        RequestBudget budget = new RequestBudget();
        @Nullable Exception failure = null;
        try {
            if (due.again()) {
                deliverer.deliverAgain(due.key(), deadline, budget);
            } else {
                deliverer.deliver(due.key(), deadline, budget);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            LogLine.write(NAME, failure, json -> {
                json.writeStringField("org", due.key().org());
                json.writeStringField("destination", due.key().id());
                json.writeNumberField("read_units", budget.read());
                json.writeNumberField("write_units", budget.write());
                json.writeNumberField("micros", (System.nanoTime() - begin) / 1000);
            });
        }
    }
}
