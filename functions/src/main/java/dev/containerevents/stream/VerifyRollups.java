package dev.containerevents.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.aws.Handler;
import dev.containerevents.aws.KeepActive;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.Members;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RollupKey;
import dev.containerevents.table.RollupTable;
import dev.containerevents.table.TableException;
import dev.containerevents.table.Units;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Recounts a day of an organisation by reading its events, and says where the counters differ, or repairs them.
/// Not behind the API: whoever may invoke the function in AWS may do this.
///
/// Takes `{"org_id":"acme","day":"2026-11-20"}`, with `"repair":true` to put the counters right. Answers
/// `{"org_id":…,"day":…,"events":…,"unsettled":…,"differences":[…],"repaired":…}`, or
/// `{"status":400,"detail":…,"errors":[…]}`.
///
/// Costs what reading the day costs, half a read unit for 4 KB of events, and that twice where anything differs: a
/// counter that was only late is not wrong. Counters of events that were stored in the last minute are passed
/// over, and told as `unsettled`.
public final class VerifyRollups extends Handler {

    /// The stream is counted within seconds; what is late for longer is an alarm.
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(5);

    /// A transaction of the stream's may be at work on a counter.
    private static final int MOST_TRIES = 5;

    private static final Comparator<RollupKey> ORDER = Comparator.comparing(RollupKey::start)
            .thenComparing(RollupKey::period)
            .thenComparing(RollupKey::type);

    private final AccessTable access;
    private final EventTable events;
    private final RollupTable rollups;
    private final Duration pause;

    public VerifyRollups() {
        this(AccessTable.deployed(), EventTable.deployed(), RollupTable.deployed(), BETWEEN_ROUNDS);
    }

    /// @param pause between two rounds, or tries
    VerifyRollups(AccessTable access, EventTable events, RollupTable rollups, Duration pause) {
        this.access = access;
        this.events = events;
        this.rollups = rollups;
        this.pause = pause;
    }

    /// What to verify.
    ///
    /// @param day its beginning
    private record Command(String org, Instant day, boolean repair) {

        /// Reads a command. Empty if there is any fault.
        static Optional<Command> read(String json, Faults faults) {
            Members members = Members.read(json, "command", faults);
            members.require("org_id", "day");
            String org = members.string("org_id", 0, Integer.MAX_VALUE);
            if (org != null && !Org.isId(org)) {
                members.fault("org_id", Org.ID_RULE);
            }
            Instant day = day(members);
            boolean repair = members.flag("repair");
            members.refuseOthers();
            return faults.none() && org != null && day != null
                    ? Optional.of(new Command(org, day, repair))
                    : Optional.empty();
        }

        private static @Nullable Instant day(Members members) {
            String text = members.string("day", 0, Integer.MAX_VALUE);
            try {
                return text == null
                        ? null
                        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeParseException e) {
                return members.fault("day", "must be a date: 2026-11-20");
            }
        }
    }

    /// Looks for an organisation that can't exist.
    @Override
    protected void prime() {
        verify(OutputStream.nullOutputStream(), new Command("-", Instant.EPOCH, false));
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        byte[] sent = in.readAllBytes();
        if (KeepActive.isCall(sent)) {
            return;
        }
        Faults faults = new Faults();
        Optional<Command> command = Command.read(new String(sent, StandardCharsets.UTF_8), faults);
        if (command.isEmpty()) {
            refuse(out, 400, "The command has faults.", faults.list());
            return;
        }
        verify(out, command.get());
    }

    private void verify(OutputStream out, Command command) {
        Optional<Org> org = access.org(command.org).map(stored -> stored.at(Instant.now()));
        if (org.isEmpty()) {
            refuse(out, 404, "There is no such organisation.", List.of());
            return;
        }
        Verdict verdict = verify(org.get(), command.day, command.repair);
        Json.write(out, json -> write(json, command, verdict));
    }

    /// The result of a verification.
    ///
    /// @param recount     as the last round found it
    /// @param differences counters that are wrong, and by how much they are too low
    private record Verdict(Recount recount, Map<RollupKey, Tally> differences, boolean repaired) {}

    private Verdict verify(Org org, Instant day, boolean repair) {
        Recount recount = recount(org, day);
        Map<RollupKey, Tally> differences = recount.differences();
        if (!differences.isEmpty()) {
            sleep();
            recount = recount(org, day);
            Map<RollupKey, Tally> again = recount.differences();
            differences.entrySet().removeIf(entry -> !entry.getValue().equals(again.get(entry.getKey())));
        }
        boolean repairs = repair && !differences.isEmpty();
        if (repairs) {
            withAllTime(differences).values().forEach(this::add);
        }
        return new Verdict(recount, differences, repairs);
    }

    private Recount recount(Org org, Instant day) {
        return Recount.of(org, day, events, rollups, Instant.now().minus(SETTLED));
    }

    /// What a day lacks, all time lacks too. By type: the hours, the day and all time of one type are put right at
    /// once, or a repair that breaks off would leave a day that is right and nobody to see that all time is not.
    private static Map<String, Map<RollupKey, Tally>> withAllTime(Map<RollupKey, Tally> differences) {
        Map<String, Map<RollupKey, Tally>> byType = new TreeMap<>();
        differences.forEach((key, tally) -> {
            Map<RollupKey, Tally> ofType = byType.computeIfAbsent(key.type(), _ -> new HashMap<>());
            ofType.put(key, tally);
            if (key.period() == Period.DAY) {
                ofType.put(new RollupKey(key.org(), Period.EVER, key.type(), Instant.EPOCH), tally);
            }
        });
        return byType;
    }

    /// Adds to the counters once. All attempts have the same token, because an attempt may be throttled after an
    /// earlier one succeeded and its response was lost.
    private void add(Map<RollupKey, Tally> tallies) {
        String token = UUID.randomUUID().toString();
        for (int tries = 1; tries < MOST_TRIES; tries++) {
            try {
                rollups.add(tallies, token, new Units());
                return;
            } catch (TableException.Throttled _) {
                sleep();
            }
        }
        rollups.add(tallies, token, new Units());
    }

    private void sleep() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void write(JsonGenerator json, Command command, Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField("org_id", command.org);
        json.writeStringField("day", command.day.toString().substring(0, 10));
        json.writeNumberField("events", verdict.recount.events());
        json.writeNumberField("unsettled", verdict.recount.unsettled().size());
        json.writeArrayFieldStart("differences");
        for (RollupKey key : verdict.differences.keySet().stream().sorted(ORDER).toList()) {
            json.writeStartObject();
            json.writeStringField("period", key.period().name().toLowerCase(Locale.ROOT));
            json.writeStringField("start", key.start().toString());
            if (!key.type().equals(RollupKey.ALL_TYPES)) {
                json.writeStringField("event_type", key.type());
            }
            write(json, "counted", verdict.recount.counted(key));
            write(json, "recounted", verdict.recount.recounted(key));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("repaired", verdict.repaired);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Tally tally) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("success", tally.success());
        json.writeNumberField("fail", tally.fail());
        json.writeEndObject();
    }

    private static void refuse(OutputStream out, int status, String detail, List<Fault> faults) {
        Json.write(out, json -> {
            json.writeStartObject();
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            Fault.write(json, faults);
            json.writeEndObject();
        });
    }
}
