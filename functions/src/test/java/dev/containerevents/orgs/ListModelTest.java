package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LocalTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Holds every list, filter, order and page size, forwards and back, against a model that knows all events and
/// looks at each; while another client writes, in an organisation that has grown from one shard to four.
final class ListModelTest {

    private static final int EVENTS = 240;

    /// `-Dcomparisons=500` takes a minute.
    private static final int COMPARISONS = Integer.getInteger("comparisons", 60);

    /// More would only make the walks longer.
    private static final int MOST_DISTURBANCES = 200;

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "audit.note");
    private static final List<Integer> NANOS =
            List.of(0, 0, 250_000_000, 250_000_001, 250_125_000, 250_125_300, 250_999_999);
    private static final List<String> ACTORS = List.of("", "joe", "ann#1");
    private static final List<String> SOURCES = List.of("", "gate", "console");
    private static final List<String> ADDRESSES = List.of("", "192.0.2.7", "2001:db8::7");
    private static final List<String> MESSAGES = List.of("", "Door 3 opened", "door 4 LOCKED");

    private record Known(
            String id,
            Instant time,
            String type,
            String status,
            String container,
            String actor,
            String source,
            String address,
            String message) {

        String json() {
            return "{\"event_type\":\"" + type + "\",\"status\":\"" + status + "\",\"timestamp\":\""
                    + time + "\"" + member("source", source) + member("client_ip", address)
                    + member("message", message) + (actor.isEmpty() ? "" : ",\"actor\":{\"id\":\"" + actor + "\"}")
                    + "}";
        }

        Known withId(String stored) {
            return new Known(stored, time, type, status, container, actor, source, address, message);
        }

        private static String member(String name, String value) {
            return value.isEmpty() ? "" : ",\"" + name + "\":\"" + value + "\"";
        }
    }

    /// A list, the parameters it is asked for with, and which events it must show.
    private record Question(
            Function<EventTable, RequestStreamHandler> endpoint,
            String container,
            Map<String, String> parameters,
            Predicate<Known> shows) {}

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final EventTable table = LocalTable.fresh().events();
    private final List<Known> known = new ArrayList<>();

    @Test
    void showsExactlyWhatTheModelShows() {
        System.out.println("ListModelTest: seed " + seed);
        write(new Org("acme", 1, 1, Retention.FOR_EVER));
        write(new Org("acme", 4, 1, Retention.FOR_EVER));
        write(new Org("acme", 4, 4, Retention.FOR_EVER));
        known.sort(Comparator.comparing(Known::id));
        OrgApi api = new OrgApi(table, new Org("acme", 4, 4, Retention.FOR_EVER));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> disturb(api, done));
        try {
            for (int i = 0; i < COMPARISONS; i++) {
                compare(api, question());
            }
        } finally {
            done.set(true);
        }
        assertThat(other.join()).as("events that the other client logged").isPositive();
    }

    private void write(Org org) {
        for (int i = 0; i < EVENTS / 3; i++) {
            Known event = event(random);
            OrgApi.Answer logged = new OrgApi(table, org).create(event.container, event.json());
            known.add(event.withId(logged.id()));
        }
    }

    /// Writes into the lists until it is told to stop.
    ///
    /// @return how many events were logged
    private int disturb(OrgApi api, AtomicBoolean done) {
        Random own = new Random(seed + 1);
        int logged = 0;
        while (logged < MOST_DISTURBANCES && !done.get()) {
            Known event = event(own);
            assertThat(api.create(event.container, event.json()).status()).isEqualTo(200);
            logged++;
        }
        return logged;
    }

    /// Of one minute, often within the same millisecond as another.
    private static Instant time(Random random) {
        return BEGIN.plusSeconds(random.nextInt(60)).plusNanos(NANOS.get(random.nextInt(NANOS.size())));
    }

    private static Known event(Random random) {
        return new Known(
                "",
                time(random),
                any(TYPES, random),
                random.nextInt(3) == 0 ? "FAIL" : "SUCCESS",
                "c-" + random.nextInt(3),
                any(ACTORS, random),
                any(SOURCES, random),
                any(ADDRESSES, random),
                any(MESSAGES, random));
    }

    private Question question() {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<Predicate<Known>> shows = new ArrayList<>();
        int list = random.nextInt(7);
        String container = list == 1 ? "c-" + random.nextInt(3) : "";
        Function<EventTable, RequestStreamHandler> endpoint = endpoint(list, container, shows);
        if (container.isEmpty()) {
            maybe(parameters, "container_id", "c-" + random.nextInt(3), shows, Known::container);
        }
        maybe(parameters, "event_type", any(TYPES, random), shows, Known::type);
        maybe(parameters, "status", random.nextBoolean() ? "FAIL" : "SUCCESS", shows, Known::status);
        maybe(parameters, "actor", "joe", shows, Known::actor);
        maybe(parameters, "source", "gate", shows, Known::source);
        if (random.nextInt(6) == 0) {
            parameters.put("client_ip", "2001:0DB8:0:0::7");
            shows.add(event -> event.address.equals("2001:db8::7"));
        }
        if (random.nextInt(6) == 0) {
            parameters.put("q", "DOOR 4");
            shows.add(event -> event.message.equals("door 4 LOCKED"));
        }
        if (random.nextInt(3) == 0) {
            Instant one = time(random);
            Instant other = time(random);
            Instant start = one.isBefore(other) ? one : other;
            Instant end = one.isBefore(other) ? other : one;
            parameters.put("start", start.toString());
            boolean isWhole = end.equals(end.truncatedTo(ChronoUnit.MILLIS));
            parameters.put("end", isWhole ? Long.toString(end.toEpochMilli()) : end.toString());
            shows.add(event -> !event.time.isBefore(start) && event.time.isBefore(end));
        }
        parameters.put("order", random.nextBoolean() ? "asc" : "desc");
        parameters.put("limit", any(List.of("3", "7", "25", "1000"), random));
        return new Question(endpoint, container, parameters, shows.stream().reduce(event -> true, Predicate::and));
    }

    private static Function<EventTable, RequestStreamHandler> endpoint(
            int list, String container, List<Predicate<Known>> shows) {
        return switch (list) {
            case 0 -> ListOrgEvents::new;
            case 1 -> {
                shows.add(event -> event.container.equals(container));
                yield ListContainerEvents::new;
            }
            case 2 -> {
                shows.add(event -> event.status.equals("FAIL"));
                yield ListEventsByFail::new;
            }
            case 3 -> ofType(ListEventsByAccess::new, "ACCESS", shows);
            case 4 -> ofType(ListEventsByBlock::new, "BLOCK", shows);
            case 5 -> ofType(ListEventsByCreate::new, "CREATE", shows);
            default -> ofType(ListEventsByExpire::new, "EXPIRE", shows);
        };
    }

    private static Function<EventTable, RequestStreamHandler> ofType(
            Function<EventTable, RequestStreamHandler> endpoint, String type, List<Predicate<Known>> shows) {
        shows.add(event -> event.type.equals(type));
        return endpoint;
    }

    private void maybe(
            Map<String, String> parameters,
            String name,
            String value,
            List<Predicate<Known>> shows,
            Function<Known, String> member) {
        if (random.nextInt(6) == 0) {
            parameters.put(name, value);
            shows.add(event -> member.apply(event).equals(value));
        }
    }

    private void compare(OrgApi api, Question question) {
        List<String> expected = new ArrayList<>(
                known.stream().filter(question.shows).map(Known::id).toList());
        if ("desc".equals(question.parameters.get("order"))) {
            expected = expected.reversed();
        }
        List<List<String>> pages = new ArrayList<>();
        OrgApi.Answer page = page(api, question, "");
        pages.add(page.ids());
        while (page.body().has("next_token")) {
            page = page(api, question, page.body().path("next_token").asText());
            pages.add(page.ids());
        }
        List<String> forwards = pages.stream().flatMap(List::stream).toList();
        List<String> back = new ArrayList<>(page.ids());
        while (page.body().has("prev_token")) {
            page = page(api, question, page.body().path("prev_token").asText());
            back.addAll(0, page.ids());
        }
        String asked = "seed " + seed + ": " + question;
        assertThat(forwards).as(asked).doesNotHaveDuplicates();
        assertThat(known(forwards)).as(asked).isEqualTo(expected);
        assertThat(back).as(asked).doesNotHaveDuplicates().containsAll(forwards);
        assertThat(known(back)).as(asked + " and back").isEqualTo(expected);
    }

    /// Without those that the other client wrote meanwhile.
    private List<String> known(List<String> ids) {
        Set<String> mine = new HashSet<>(known.stream().map(Known::id).toList());
        return ids.stream().filter(mine::contains).toList();
    }

    private static OrgApi.Answer page(OrgApi api, Question question, String token) {
        Map<String, String> parameters = new HashMap<>(question.parameters);
        if (!token.isEmpty()) {
            parameters.put("next_token", token);
        }
        OrgApi.Answer answer = question.container.isEmpty()
                ? api.list(question.endpoint, parameters)
                : api.listContainer(question.container, parameters);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer;
    }

    private static String any(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
