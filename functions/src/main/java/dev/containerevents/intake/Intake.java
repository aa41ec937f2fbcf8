package dev.containerevents.intake;

import dev.containerevents.event.OrgSecret;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.RecordKeys;
import dev.containerevents.http.Problem;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.IntakeTable;
import dev.containerevents.table.ParallelWrites;
import dev.containerevents.table.Reception;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.TableException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Stores the records of requests, each once. Thread-safe.
///
/// A request that can't be stored in its time is stored in parts: the sender repeats it, and it goes on from
/// there.
public final class Intake {

    /// So many records are stored in the time of a request even if the table throttles, so how far it came needn't
    /// be remembered.
    private static final int FEW = 100;

    private static final int MOST_SECRETS = 1000;

    private final EventTable events;
    private final IntakeTable table;
    private final SecureRandom random = new SecureRandom();

    /// By organisation. A secret never changes.
    private final Map<String, OrgSecret> secrets = new ConcurrentHashMap<>();

    public Intake(EventTable events, IntakeTable table) {
        this.events = events;
        this.table = table;
    }

    /// Returns the intake of the table that the function's environment names.
    public static Intake deployed() {
        return new Intake(EventTable.deployed(), IntakeTable.deployed());
    }

    /// Does what a request does, without lasting effects.
    public void prime(RequestBudget budget) {
        new RecordKeys(OrgSecret.random(random)).text(List.of());
        table.secret("-", budget);
        events.prime(budget);
    }

    /// Stores records.
    ///
    /// @throws Problem 503 if the organisation has no secret yet
    public Receipt store(IntakeRequest request, List<Candidate> candidates, RequestBudget budget) {
        if (candidates.isEmpty()) {
            return Receipt.EMPTY;
        }
        RecordKeys keys = new RecordKeys(secret(request.org().id(), budget));
        String digest = keys.text(List.of("body", request.source(), request.body()));
        Reception reception = reception(request, candidates, digest, budget);
        Instant arrival = reception.arrival();
        List<Entry> entries = new Entries(keys, request, arrival, new RandomIds(random)).of(candidates, digest);
        int from = Math.min(reception.stored(), entries.size());
        EntryWriter writer = new EntryWriter(events, request, new RandomIds(random), budget);
        boolean complete = ParallelWrites.run(entries.subList(from, entries.size()), budget, writer::write)
                .isEmpty();
        BitSet stored = writer.stored();
        stored.set(0, from);
        int first = stored.nextClearBit(0);
        if (first < entries.size() && first > from && entries.size() > FEW) {
            table.remember(request.org().id(), digest, new Reception(arrival, first), budget);
        }
        writer.throwFailure();
        int arrivalTimes = (int) entries.stream().filter(Entry::hasArrivalTime).count();
        return new Receipt(stored.cardinality(), from + writer.replayed(), arrivalTimes, complete);
    }

    /// Stores all of these records.
    ///
    /// @throws Problem 503 if not all are stored, so that the sender repeats the request. Some senders take a 429
    /// for final
    Receipt storeAll(IntakeRequest request, List<Candidate> candidates, RequestBudget budget) {
        Receipt receipt;
        try {
            receipt = store(request, candidates, budget);
        } catch (TableException.Throttled e) {
            throw Problem.unavailable();
        }
        if (!receipt.complete()) {
            throw Problem.unavailable();
        }
        return receipt;
    }

    private OrgSecret secret(String org, RequestBudget budget) {
        OrgSecret known = secrets.get(org);
        if (known != null) {
            return known;
        }
        OrgSecret secret = table.secret(org, budget).orElseThrow(Problem::unavailable);
        if (secrets.size() < MOST_SECRETS) {
            secrets.put(org, secret);
        }
        return secret;
    }

    /// Only records without a time need the request's arrival, and only many records can be stored in parts. A
    /// time that is ahead counts as one only if it is near the arrival.
    private Reception reception(
            IntakeRequest request, List<Candidate> candidates, String digest, RequestBudget budget) {
        String org = request.org().id();
        if (request.dedupe() == Dedupe.NONE) {
            return new Reception(budget.now(), 0);
        }
        boolean needsArrival = candidates.stream()
                .map(Candidate::time)
                .anyMatch(time -> time == null || time.instant().isAfter(budget.now()));
        if (needsArrival) {
            return table.receive(org, digest, budget);
        }
        return candidates.size() > FEW ? table.find(org, digest, budget) : new Reception(budget.now(), 0);
    }
}
