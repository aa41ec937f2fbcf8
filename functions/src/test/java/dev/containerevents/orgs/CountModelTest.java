package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Status;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Holds counts of every range, filter and grouping against a model that looks at each event; while another client
/// logs events of other days and the stream is counted, in an organisation that has grown to four shards.
final class CountModelTest {

    private static final int EVENTS = 300;
    private static final int DELETED = 40;

    /// `-Dcomparisons=500` takes a minute.
    private static final int COMPARISONS = Integer.getInteger("comparisons", 40);

    /// The days that are asked about go from some days ago to some days ahead; nothing lies in the next minutes,
    /// where a list without an end would end while the test runs.
    private static final Duration REACH = Duration.ofDays(4);

    private static final Duration QUIET = Duration.ofMinutes(20);

    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "EXPIRE", "audit.note", "a#1");
    private static final List<String> GROUPINGS = List.of("", "event_type", "status", "event_type status");

    /// On both sides of UTC, with and without summer time.
    private static final List<String> ZONES =
            List.of("", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland");

    private record Question(Map<String, String> parameters, Predicate<Event> counts) {}

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final RandomIds ids = new RandomIds(new SecureRandom());
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final LocalTable table = LocalTable.streamed();
    private final List<Event> stored = new ArrayList<>();

    @Test
    void countsExactlyWhatTheModelCounts() {
        System.out.println("CountModelTest: seed " + seed);
        write(new Org("acme", 1, 1, Retention.FOR_EVER));
        write(new Org("acme", 4, 1, Retention.FOR_EVER));
        Org acme = new Org("acme", 4, 4, Retention.FOR_EVER);
        write(acme);
        stored.subList(0, DELETED).forEach(table::delete);
        stored.subList(0, DELETED).clear();
        Appending.catchUp(table);
        for (int i = 0; i < COMPARISONS / 2; i++) {
            compare(new OrgApi(table.events(), acme), question(true));
        }
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> disturb(acme, done));
        try {
            for (int i = 0; i < COMPARISONS / 2; i++) {
                compare(new OrgApi(table.events(), acme), question(false));
            }
        } finally {
            done.set(true);
        }
        assertThat(other.join()).as("events that the other client logged").isPositive();
    }

    private void write(Org org) {
        for (int i = 0; i < EVENTS / 3; i++) {
            Event event = event(org, time(), random);
            table.events().put(event, org, new RequestBudget());
            stored.add(event);
        }
    }

    /// Logs events of long ago, and has them counted, until it is told to stop.
    private int disturb(Org org, AtomicBoolean done) {
        Random own = new Random(seed + 1);
        int logged = 0;
        while (!done.get()) {
            for (int i = 0; i < 5; i++) {
                Instant before = now.minus(REACH).minus(Duration.ofDays(2)).minusSeconds(own.nextInt(1_000_000));
                table.events().put(event(org, before, own), org, new RequestBudget());
                logged++;
            }
            Appending.catchUp(table);
        }
        return logged;
    }

    private Instant time() {
        while (true) {
            Instant time = now.minus(REACH).plusMillis(random.nextLong(2 * REACH.toMillis()));
            if (time.isBefore(now) || time.isAfter(now.plus(QUIET))) {
                return time;
            }
        }
    }

    private Event event(Org org, Instant time, Random any) {
        boolean announced = time.isAfter(now);
        return Event.of(
                ids.next(time),
                new Container(org.id(), "c-" + any.nextInt(3)),
                now,
                Details.of(
                        announced ? "EXPIRE" : TYPES.get(any.nextInt(TYPES.size())),
                        any.nextInt(3) == 0 ? Status.FAIL : Status.SUCCESS,
                        any.nextBoolean() ? Details.JOE : null,
                        any.nextBoolean() ? "Door 3" : null,
                        null,
                        null,
                        null,
                        null),
                org);
    }

    /// @param alone whether nobody else logs: the beginning of time may be asked for then
    private Question question(boolean alone) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<Predicate<Event>> counts = new ArrayList<>();
        // The other client's days lie before.
        Instant start = bound(now.minus(REACH));
        if (!alone || random.nextBoolean()) {
            parameters.put("start", start.toString());
            counts.add(event -> !event.id().timestamp().isBefore(start));
        }
        if (random.nextInt(3) == 0) {
            counts.add(event -> event.id().timestamp().isBefore(now.plus(QUIET)));
        } else {
            Instant end = bound(start);
            parameters.put("end", end.toString());
            counts.add(event -> event.id().timestamp().isBefore(end));
        }
        if (random.nextInt(3) == 0) {
            List<String> types = TYPES.subList(0, 1 + random.nextInt(TYPES.size() - 1));
            parameters.put("event_type", String.join(" ", types));
            counts.add(event -> types.contains(event.details().type()));
        }
        if (random.nextInt(3) == 0) {
            parameters.put("status", "FAIL");
            counts.add(event -> event.details().status() == Status.FAIL);
        }
        if (random.nextInt(6) == 0) {
            parameters.put("actor", "joe");
            counts.add(event -> event.details().actor() != null);
        }
        if (random.nextInt(6) == 0) {
            parameters.put("container_id", "c-1");
            counts.add(event -> event.container().id().equals("c-1"));
        }
        if (random.nextInt(6) == 0) {
            parameters.put("q", "DOOR");
            counts.add(event -> event.details().message() != null);
        }
        maybe(parameters, "interval", List.of("", "hour", "day").get(random.nextInt(3)));
        if ("day".equals(parameters.get("interval"))) {
            maybe(parameters, "timezone", ZONES.get(random.nextInt(ZONES.size())));
        }
        maybe(parameters, "group_by", GROUPINGS.get(random.nextInt(GROUPINGS.size())));
        return new Question(parameters, counts.stream().reduce(event -> true, Predicate::and));
    }

    private static void maybe(Map<String, String> parameters, String name, String value) {
        if (!value.isEmpty()) {
            parameters.put(name, value);
        }
    }

    /// A time from then on, often the beginning of an hour or a day.
    private Instant bound(Instant least) {
        Instant time = least.plusMillis(random.nextLong(
                1 + Math.max(0, Duration.between(least, now.plus(REACH)).toMillis())));
        Instant bound = switch (random.nextInt(3)) {
            case 0 -> time.truncatedTo(ChronoUnit.HOURS);
            case 1 -> time.truncatedTo(ChronoUnit.DAYS);
            default -> time;
        };
        return bound.isBefore(least) ? least : bound;
    }

    private void compare(OrgApi api, Question question) {
        String asked = "seed " + seed + ": " + question.parameters;
        Map<String, Long> expected = new HashMap<>();
        stored.stream()
                .filter(question.counts)
                .forEach(event -> expected.merge(bucket(event, question.parameters), 1L, Long::sum));
        Map<String, Long> buckets = new HashMap<>();
        long count = 0;
        Map<String, String> parameters = question.parameters;
        while (true) {
            OrgApi.Answer answer = api.count(table.counter(), parameters);
            assertThat(answer.status()).as(asked + answer.body()).isEqualTo(200);
            count += answer.body().path("count").asLong();
            for (JsonNode bucket : answer.body().path("buckets")) {
                buckets.merge(
                        (bucket.has("start")
                                        ? Instant.parse(bucket.path("start").asText())
                                        : "")
                                + bucket.path("event_type").asText()
                                + bucket.path("status").asText(),
                        bucket.path("count").asLong(),
                        Long::sum);
            }
            String token = answer.body().path("next_token").asText();
            if (token.isEmpty()) {
                break;
            }
            parameters = OrgApi.with(question.parameters, "next_token", token);
        }
        assertThat(count)
                .as(asked)
                .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
        if (question.parameters.containsKey("interval") || question.parameters.containsKey("group_by")) {
            assertThat(buckets).as(asked).isEqualTo(expected);
        } else {
            assertThat(buckets).as(asked).isEmpty();
        }
    }

    private static String bucket(Event event, Map<String, String> parameters) {
        @Nullable
        ChronoUnit interval = switch (parameters.getOrDefault("interval", "")) {
            case "hour" -> ChronoUnit.HOURS;
            case "day" -> ChronoUnit.DAYS;
            default -> null;
        };
        String groups = parameters.getOrDefault("group_by", "");
        ZoneId zone = ZoneId.of(parameters.getOrDefault("timezone", "UTC"));
        Instant time = event.id().timestamp();
        return (interval == null
                        ? ""
                        : interval == ChronoUnit.HOURS
                                ? time.truncatedTo(interval).toString()
                                : time.atZone(zone)
                                        .toLocalDate()
                                        .atStartOfDay(zone)
                                        .toInstant()
                                        .toString())
                + (groups.contains("event_type") ? event.details().type() : "")
                + (groups.contains("status") ? event.details().status().name() : "");
    }
}
