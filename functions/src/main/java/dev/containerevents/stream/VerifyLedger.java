package dev.containerevents.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.aws.CommandHandler;
import dev.containerevents.event.Event;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.ledger.Audit;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.EventKey;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Compares a day of an organisation with its log, and the log with its counters, and says where they differ, or
/// repairs them.
///
/// Takes `{"org_id":"acme","day":"2026-11-20"}`, with `"repair":true` to have events and rows that lack each other
/// logged, and the counters put right. Answers `{"org_id":…,"day":…,"events":…,"rows":…,"pending":…,"unlogged":…,
/// "unlogged_events":[…],"missing":…,"missing_events":[…],"differences":[…],"repaired":…}`.
///
/// Half a read unit for 4 KB of the day's events, and for 4 KB of the whole log, some 33 rows; if containers are
/// counted, the log is read twice, and 1 read unit or more for each container of the day. What happened in
/// the last 50 hours is `pending`: the stream may still tell of it.
public final class VerifyLedger extends CommandHandler<VerifyCommand> {

    /// The stream keeps a record for a day, and a batch is tried again for as long. The rest is to spare.
    private static final Duration PENDING = Duration.ofHours(50);

    /// So many events are named.
    private static final int MOST_NAMED = 1_000;

    /// What DynamoDB reads in one batch.
    private static final int KEYS_AT_A_TIME = 100;

    private final AccessTable access;
    private final EventTable events;
    private final LedgerTable ledger;

    public VerifyLedger() {
        this(AccessTable.deployed(), EventTable.deployed(), LedgerTable.deployed());
    }

    VerifyLedger(AccessTable access, EventTable events, LedgerTable ledger) {
        this.access = access;
        this.events = events;
        this.ledger = ledger;
    }

    @Override
    protected Optional<VerifyCommand> read(String text, Faults faults) {
        return VerifyCommand.read(text, faults);
    }

    @Override
    protected VerifyCommand priming() {
        return new VerifyCommand("-", Instant.EPOCH, false);
    }

    @Override
    protected Json.Writer execute(VerifyCommand command) {
        Optional<Org> org = access.org(command.org()).map(stored -> stored.at(Instant.now()));
        if (org.isEmpty()) {
            return new Refusal(404, "There is no such organisation.");
        }
        Verdict verdict = verify(org.get(), command.day(), command.repair());
        return json -> write(json, command, verdict);
    }

    /// The result of a verification.
    ///
    /// @param events      how many are stored
    /// @param rows        how many the log has, of all days
    /// @param pending     events and rows that lack each other, and may be only late
    /// @param unlogged    events without a row
    /// @param missing     events that the log says are stored, and are not
    /// @param differences counters that are wrong
    private record Verdict(
            long events,
            long rows,
            long pending,
            Set<EventKey> unlogged,
            Set<EventKey> missing,
            List<Audit.Difference> differences,
            boolean repaired) {}

    private Verdict verify(Org org, Instant day, boolean repair) {
        Instant now = Instant.now();
        Instant settled = now.minus(PENDING);
        Map<EventKey, Instant> stored = stored(org, day);
        Audit audit = Audit.of(ledger, org.id(), day, new RequestBudget());
        Set<EventKey> unlogged = new HashSet<>();
        Set<EventKey> missing = new HashSet<>();
        long pending = 0;
        for (Map.Entry<EventKey, Instant> event : stored.entrySet()) {
            if (!audit.isStored(event.getKey())) {
                pending += event.getValue().isBefore(settled) ? 0 : 1;
                if (event.getValue().isBefore(settled)) {
                    unlogged.add(event.getKey());
                }
            }
        }
        Map<EventKey, Instant> logged = audit.stored();
        logged.keySet().removeAll(stored.keySet());
        for (EventKey key : absent(List.copyOf(logged.keySet()))) {
            if (logged.getOrDefault(key, now).isBefore(settled)) {
                missing.add(key);
            } else {
                pending++;
            }
        }
        List<Audit.Difference> differences = audit.differences();
        boolean repairs = repair && !(unlogged.isEmpty() && missing.isEmpty() && differences.isEmpty());
        if (repairs) {
            unlogged.forEach(key -> events.markFound(key, now, new RequestBudget()));
            audit.remove(missing, now);
            audit.repairCounters();
        }
        return new Verdict(stored.size(), audit.size(), pending, unlogged, missing, differences, repairs);
    }

    /// The events of a day, and when they were stored.
    private Map<EventKey, Instant> stored(Org org, Instant day) {
        Map<EventKey, Instant> stored = new ConcurrentHashMap<>();
        events.readStored(
                org,
                IdRange.of(day, Period.DAY.plus(day, 1)),
                event -> stored.put(key(event), event.created()),
                new RequestBudget());
        return stored;
    }

    /// Those of these events that don't exist. An index may lack one that does.
    private List<EventKey> absent(List<EventKey> keys) {
        List<EventKey> absent = new ArrayList<>();
        for (int begin = 0; begin < keys.size(); begin += KEYS_AT_A_TIME) {
            Set<EventKey> some = Set.copyOf(keys.subList(begin, Math.min(keys.size(), begin + KEYS_AT_A_TIME)));
            Set<EventKey> found = events.getAll(some, new RequestBudget()).keySet();
            some.stream().filter(key -> !found.contains(key)).forEach(absent::add);
        }
        return absent;
    }

    private static EventKey key(Event event) {
        return new EventKey(event.container(), event.id());
    }

    private static void write(JsonGenerator json, VerifyCommand command, Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField("org_id", command.org());
        json.writeStringField("day", command.day().toString().substring(0, 10));
        json.writeNumberField("events", verdict.events);
        json.writeNumberField("rows", verdict.rows);
        json.writeNumberField("pending", verdict.pending);
        write(json, "unlogged", verdict.unlogged);
        write(json, "missing", verdict.missing);
        json.writeArrayFieldStart("differences");
        for (Audit.Difference difference : verdict.differences) {
            json.writeStartObject();
            if (difference.container() != null) {
                json.writeStringField("container_id", difference.container());
            }
            json.writeStringField("period", difference.period().name().toLowerCase(Locale.ROOT));
            json.writeStringField("start", difference.start().toString());
            if (difference.type() != null) {
                json.writeStringField("event_type", difference.type());
            }
            write(json, "counted", difference.counted());
            write(json, "logged", difference.logged());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("repaired", verdict.repaired);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Set<EventKey> keys) throws IOException {
        json.writeNumberField(name, keys.size());
        json.writeArrayFieldStart(name + "_events");
        for (EventKey key : keys.stream().limit(MOST_NAMED).toList()) {
            json.writeStartObject();
            json.writeStringField("container_id", key.container().id());
            json.writeStringField("event_id", key.id().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String name, Tally tally) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("success", tally.success());
        json.writeNumberField("fail", tally.fail());
        json.writeEndObject();
    }
}
