package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.LocalTable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Compares pages and counts of a large log, spread over the year 2024, with brute force, and measures their cost.
/// Half an hour for a million events: `-Dlarge=1000000`.
@EnabledIfSystemProperty(named = "large", matches = "\\d+", disabledReason = "takes long: -Dlarge=1000000")
final class LargeLogTest {

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2025-01-01T00:00:00Z");
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "audit.note", "backup.done");
    private static final int PART = 10_000;
    private static final int PAGE = 100;

    private final int size = Integer.getInteger("large", 0);
    private final Org acme = Org.plain("acme");
    private final LocalTable table = LocalTable.fresh();
    private final OrgApi api = new OrgApi(table.events(), acme);
    private final List<Event> events = new ArrayList<>(size);

    @Test
    void costsNoMoreAtItsEndThanAtItsBeginning() {
        load();
        pages();
        counts();
    }

    private void load() {
        Random random = new Random(2024);
        RandomIds ids = new RandomIds(new SecureRandom());
        long step = Duration.between(BEGIN, END).toMillis() / size;
        for (int begin = 0; begin < size; begin += PART) {
            List<Event> part = IntStream.range(begin, Math.min(size, begin + PART))
                    .mapToObj(i -> event(ids, BEGIN.plusMillis(i * step + random.nextLong(step)), random))
                    .toList();
            IntStream.range(0, Math.ceilDiv(part.size(), 25))
                    .parallel()
                    .forEach(i -> table.load(part.subList(i * 25, Math.min(part.size(), i * 25 + 25)), acme));
            Appending.append(table, part, begin + 1L);
            events.addAll(part);
        }
        events.sort((one, other) -> one.id().compareTo(other.id()));
    }

    private Event event(RandomIds ids, Instant time, Random random) {
        return Event.of(
                ids.next(time),
                new Container("acme", "c-" + random.nextInt(50)),
                time,
                Details.of(
                        TYPES.get(random.nextInt(TYPES.size())),
                        random.nextInt(10) == 0 ? Status.FAIL : Status.SUCCESS,
                        Details.JOE,
                        "the door was opened",
                        null,
                        null,
                        "gate",
                        null),
                acme);
    }

    /// Walks the whole log, and compares each id; the last page is page 10,000 of a million.
    private void pages() {
        int seen = 0;
        Map<String, String> query = new HashMap<>(Map.of("order", "asc", "limit", "" + PAGE));
        List<Double> units = new ArrayList<>();
        while (seen < size) {
            boolean byHundreds = seen < PAGE || seen >= size - 10 * PAGE;
            query.put("limit", byHundreds ? "" + PAGE : "" + Math.min(900, size - 10 * PAGE - seen));
            OrgApi.Answer page = api.list(ListOrgEvents::new, query);
            List<String> ids = page.ids();
            assertThat(ids)
                    .isEqualTo(events.subList(seen, seen + ids.size()).stream()
                            .map(event -> event.id().toString())
                            .toList());
            seen += ids.size();
            if (byHundreds) {
                units.add(units(page));
            }
            query.put("next_token", page.body().path("next_token").asText());
        }
        print("page 1 of " + PAGE, units.getFirst());
        print("page " + size / PAGE + " of " + PAGE, units.getLast());
        assertThat(units.getLast()).isBetween(units.getFirst() - 1, units.getFirst() + 1);
    }

    private void counts() {
        Map<String, String> year = Map.of("start", BEGIN.toString(), "end", END.toString());
        hold("a count of all", Map.of(), 50, event -> true);
        hold("a count of the year", year, 50, event -> true);
        hold("… of one type", OrgApi.with(year, "event_type", "ACCESS"), 50, type("ACCESS"));
        hold(
                "… of what failed",
                OrgApi.with(year, "status", "FAIL"),
                50,
                event -> event.details().status() == Status.FAIL);
        hold("… by type", OrgApi.with(year, "group_by", "event_type"), 130, event -> true);
        hold("… by day", OrgApi.with(year, "interval", "day"), 50, event -> true);
        hold("… by hour, type and status", by(year, "hour", "event_type status"), 10_000, event -> true);
        Map<String, String> day = Map.of("start", "2024-07-04T00:00:00Z", "end", "2024-07-05T00:00:00Z");
        hold("a day by hour", OrgApi.with(day, "interval", "hour"), 50, event -> true);
        hold("a day by hour and type", by(day, "hour", "event_type"), 50, event -> true);
        hold(
                "a year less 20 minutes at each end",
                Map.of("start", "2024-01-01T00:20:00Z", "end", "2024-12-31T23:40:00Z"),
                50,
                event -> true);
        hold(
                "a month, with a text",
                Map.of("start", "2024-07-01T00:00:00Z", "end", "2024-08-01T00:00:00Z", "q", "DOOR"),
                1_000_000,
                event -> true);
    }

    private static Map<String, String> by(Map<String, String> range, String interval, String groups) {
        return OrgApi.with(OrgApi.with(range, "interval", interval), "group_by", groups);
    }

    private static Predicate<Event> type(String type) {
        return event -> event.details().type().equals(type);
    }

    private void hold(String what, Map<String, String> query, double mostUnits, Predicate<Event> counts) {
        Instant start = Instant.parse(query.getOrDefault("start", "1970-01-01T00:00:00Z"));
        Instant end = Instant.parse(query.getOrDefault("end", "9999-01-01T00:00:00Z"));
        Function<Event, String> bucket = event -> bucket(event, query);
        Map<String, Long> expected = events.stream()
                .filter(event -> !event.id().timestamp().isBefore(start)
                        && event.id().timestamp().isBefore(end))
                .filter(counts)
                .collect(Collectors.groupingBy(bucket, Collectors.counting()));
        Map<String, Long> buckets = new HashMap<>();
        long count = 0;
        double units = 0;
        int answers = 0;
        Map<String, String> next = query;
        while (true) {
            OrgApi.Answer answer = api.count(table.counter(), next);
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            count += answer.body().path("count").asLong();
            units += units(answer);
            answers++;
            for (JsonNode each : answer.body().path("buckets")) {
                String name = each.path("start").asText()
                        + each.path("event_type").asText()
                        + each.path("status").asText();
                buckets.merge(name, each.path("count").asLong(), Long::sum);
            }
            if (!answer.body().has("next_token")) {
                break;
            }
            next = OrgApi.with(
                    query, "next_token", answer.body().path("next_token").asText());
        }
        print(what + " = " + count + " in " + answers + " answers, " + buckets.size() + " buckets", units);
        assertThat(count)
                .as(what)
                .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
        if (query.containsKey("interval") || query.containsKey("group_by")) {
            assertThat(buckets).as(what).isEqualTo(expected);
        }
        assertThat(units).as(what).isLessThanOrEqualTo(mostUnits);
    }

    private static String bucket(Event event, Map<String, String> query) {
        Instant time = event.id().timestamp();
        String start = switch (query.getOrDefault("interval", "")) {
            case "hour" -> Rfc3339.text(time.truncatedTo(ChronoUnit.HOURS));
            case "day" -> Rfc3339.text(time.truncatedTo(ChronoUnit.DAYS));
            default -> "";
        };
        String groups = query.getOrDefault("group_by", "");
        return start
                + (groups.contains("event_type") ? event.details().type() : "")
                + (groups.contains("status") ? event.details().status().name() : "");
    }

    private static double units(OrgApi.Answer answer) {
        return Double.parseDouble(answer.header("X-Consumed-Read-Units"));
    }

    private static void print(String what, double units) {
        System.out.printf("LargeLogTest: %s: %s read units%n", what, units);
    }
}
