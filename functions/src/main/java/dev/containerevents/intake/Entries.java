package dev.containerevents.intake;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.EventTimes;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.RecordKeys;
import dev.containerevents.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives the records of a request their times and ids, such that a record that is sent again gets the same.
///
/// An id is derived from the organisation's secret, the source, the container, and, in this order:
///
/// 1. the record's own id;
/// 2. if its time is exact, the record's text, and how often the request had the same text before;
/// 3. the whole request and the record's place in it.
///
/// @param arrival when the request arrived first
record Entries(RecordKeys keys, IntakeRequest request, Instant arrival, RandomIds random) {

    /// What a context begins with if the event has the time of its arrival.
    private static final String ARRIVAL_MARK = "{\"_time\":\"arrival\"";

    /// An id as a record has it. Records of different containers may have the same.
    private record OwnId(String container, String id) {}

    /// @param digest identifies the request
    List<Entry> of(List<Candidate> candidates, String digest) {
        Set<OwnId> ambiguous = ambiguous(candidates);
        boolean finerThanSeconds =
                candidates.stream().map(Candidate::time).anyMatch(time -> time != null && time.hasFraction());
        Map<String, Integer> seen = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            int ordinal = seen.merge(candidate.text(), 1, Integer::sum);
            Instant timestamp = timestamp(candidate.time());
            boolean arrives = timestamp == null;
            Instant time = Objects.requireNonNullElse(timestamp, arrival);
            boolean exact = !arrives
                    && finerThanSeconds
                    && candidate.time() != null
                    && candidate.time().exact();
            String container = candidate.container();
            EventId otherId = switch (request.dedupe()) {
                case NONE -> random.next(time);
                case CONTENT -> id(time, "content", container, candidate.text());
                case AUTO ->
                    exact
                            ? id(time, "record", container, candidate.text(), Integer.toString(ordinal))
                            : id(time, "place", container, digest, Integer.toString(i));
            };
            String own = request.dedupe() == Dedupe.AUTO ? candidate.id() : null;
            EventId ownId = own == null || ambiguous.contains(new OwnId(container, own))
                    ? null
                    : id(time, "id", container, own);
            entries.add(new Entry(
                    i,
                    candidate,
                    new Container(request.org().id(), container),
                    arrives && candidate.marksArrival() ? marked(candidate.details()) : candidate.details(),
                    time,
                    ownId == null ? otherId : ownId,
                    ownId == null ? null : otherId,
                    arrives));
        }
        return entries;
    }

    /// Returns the ids that several records of the request have, with different texts.
    private static Set<OwnId> ambiguous(List<Candidate> candidates) {
        Map<OwnId, String> texts = new HashMap<>();
        Set<OwnId> ambiguous = new HashSet<>();
        for (Candidate candidate : candidates) {
            String id = candidate.id();
            if (id != null) {
                OwnId own = new OwnId(candidate.container(), id);
                String text = texts.putIfAbsent(own, candidate.text());
                if (text != null && !text.equals(candidate.text())) {
                    ambiguous.add(own);
                }
            }
        }
        return ambiguous;
    }

    /// Returns when a record says that it happened; null if that is unknown, or too far ahead to be true.
    private @Nullable Instant timestamp(@Nullable RecordTime time) {
        return time == null || time.instant().isAfter(arrival.plus(EventTimes.CLOCK_SKEW)) ? null : time.instant();
    }

    private EventId id(Instant time, String rule, String container, String... texts) {
        List<String> all = new ArrayList<>(List.of(rule, request.source(), container));
        all.addAll(List.of(texts));
        return keys.key(all).id(time);
    }

    private static EventDetails marked(EventDetails details) {
        JsonText context = details.context();
        String members = context == null ? "}" : context.value().substring(1);
        boolean isEmpty = members.strip().equals("}");
        return details.withContext(new JsonText(ARRIVAL_MARK + (isEmpty ? "}" : "," + members)));
    }
}
