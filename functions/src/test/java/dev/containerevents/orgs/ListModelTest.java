package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LocalTable;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Compares every list, filter, order and page size, forwards and backwards, with a model that checks each event,
/// while another client writes, in an organisation that has grown from one shard to four.
final class ListModelTest {

    private static final int EVENTS = 240;

    /// `-Dcomparisons=500` takes a minute.
    private static final int COMPARISONS = Integer.getInteger("comparisons", 20);

    /// More would only make the walks longer.
    private static final int MOST_DISTURBANCES = 200;

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final List<String> TYPES =
            List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "audit.note", "=1+1;x", "a\u2028b", "t".repeat(128));

    /// Any text, and texts that could be mistaken for another container's.
    private static final List<String> CONTAINERS = List.of(
            "c-0",
            "c-0#",
            "org/repo x",
            "C:\\x",
            "é😀",
            "e\u0301😀",
            "=1+1",
            "a;b|\"c,",
            "x\u2028{}",
            "%2F",
            "ж".repeat(256));

    private static final List<String> ACTORS =
            List.of("", "joe", "ann#1", "Zoë", "Zoe\u0308", "jo\0e\n", "=1+1\t;@", "\u0085\u2029");
    private static final List<String> SOURCES =
            List.of("", "gate", "console", "Göte", "Go\u0308te", "\r\n\u001e=1", "'");
    private static final List<String> ADDRESSES = List.of("", "192.0.2.7", "2001:db8::7");
    private static final List<String> MESSAGES = List.of(
            "",
            "Door 3 opened",
            "door 4 LOCKED",
            "\r\n{\"event_id\":\"forged\"}\r\n",
            "x;=cmd|' /C calc'!A0;",
            "\0\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029\ufeff\u202e\uffff",
            "Ça va, porte 4 ouverte",
            "\"\"\"\\");
    private static final List<String> TEXTS = List.of("DOOR 4", "ÇA", "C\u0327a", "\n{\"EVENT", "\0", "CMD|");

    /// Fractions of a second: none, milliseconds, and finer ones.
    private static final List<Integer> FRACTIONS = List.of(
            0, 0, 1_000_000, 123_000_000, 123_000_001, 123_000_244, 123_456_789, 123_999_999, 124_000_000, 999_999_999);

    private static final List<String> FORMS =
            List.of("application/json", "application/x-ndjson", "text/csv", "application/cloudevents-batch+json");

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
            ObjectNode event = OrgApi.MAPPER
                    .createObjectNode()
                    .put("event_type", type)
                    .put("status", status)
                    .put("timestamp", time.toString());
            putUnlessEmpty(event, "source", source);
            putUnlessEmpty(event, "client_ip", address);
            putUnlessEmpty(event, "message", message);
            if (!actor.isEmpty()) {
                event.putObject("actor").put("id", actor);
            }
            return event.toString();
        }

        private static void putUnlessEmpty(ObjectNode event, String name, String value) {
            if (!value.isEmpty()) {
                event.put(name, value);
            }
        }

        Known withId(String stored) {
            return new Known(stored, time, type, status, container, actor, source, address, message);
        }

        /// The smallest step of time that an id tells, if the event's time is that fine.
        OptionalLong step() {
            int fraction = time.get(ChronoField.NANO_OF_SECOND) % 1_000_000;
            return fraction == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(time.toEpochMilli() * 4096 + fraction * 4096L / 1_000_000);
        }
    }

    /// A list, its parameters, and the events that it must show.
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
        followsTheirTimes();
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

    /// The order of the ids is that of the times, as finely as an id represents them.
    private void followsTheirTimes() {
        for (int i = 1; i < known.size(); i++) {
            Known before = known.get(i - 1);
            Known after = known.get(i);
            assertThat(before.time.toEpochMilli()).isLessThanOrEqualTo(after.time.toEpochMilli());
            if (before.step().isPresent() && after.step().isPresent()) {
                assertThat(before.step().getAsLong())
                        .isLessThanOrEqualTo(after.step().getAsLong());
            }
        }
    }

    private void write(Org org) {
        for (int i = 0; i < EVENTS / 3; i++) {
            Known event = event(random);
            OrgApi.Answer logged = new OrgApi(table, org).create(event.container, event.json());
            known.add(event.withId(logged.id()));
        }
    }

    /// Writes into the lists until it is stopped.
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

    private static Known event(Random random) {
        return new Known(
                "",
                time(random),
                any(TYPES, random),
                random.nextInt(3) == 0 ? "FAIL" : "SUCCESS",
                any(CONTAINERS, random),
                any(ACTORS, random),
                any(SOURCES, random),
                any(ADDRESSES, random),
                any(MESSAGES, random));
    }

    private static Instant time(Random random) {
        return BEGIN.plusSeconds(random.nextInt(60)).plusNanos(any(FRACTIONS, random));
    }

    private Question question() {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<Predicate<Known>> shows = new ArrayList<>();
        int list = random.nextInt(7);
        String container = list == 1 ? any(CONTAINERS, random) : "";
        Function<EventTable, RequestStreamHandler> endpoint = endpoint(list, container, shows);
        if (container.isEmpty()) {
            String other = any(CONTAINERS, random);
            maybe(parameters, "container_id", other, shows, event -> event.container.equals(other));
        }
        String type = any(TYPES, random);
        maybe(parameters, "event_type", type, shows, event -> event.type.equals(type));
        String status = random.nextBoolean() ? "FAIL" : "SUCCESS";
        maybe(parameters, "status", status, shows, event -> event.status.equals(status));
        String actor = any(ACTORS, random);
        maybe(parameters, "actor", actor, shows, event -> nfc(event.actor).equals(nfc(actor)));
        String source = any(SOURCES, random);
        maybe(parameters, "source", source, shows, event -> nfc(event.source).equals(nfc(source)));
        maybe(parameters, "client_ip", "2001:0DB8:0:0::7", shows, event -> event.address.equals("2001:db8::7"));
        String text = any(TEXTS, random);
        maybe(parameters, "q", text, shows, event -> folded(event.message).contains(folded(text)));
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
            Predicate<Known> filter) {
        if (!value.isEmpty() && random.nextInt(6) == 0) {
            parameters.put(name, value);
            shows.add(filter);
        }
    }

    private void compare(OrgApi api, Question question) {
        List<String> expected = new ArrayList<>(
                known.stream().filter(question.shows).map(Known::id).toList());
        if ("desc".equals(question.parameters.get("order"))) {
            expected = expected.reversed();
        }
        String form = any(FORMS, random);
        List<String> forwards = new ArrayList<>();
        String token = "";
        String last = "";
        do {
            OrgApi.Answer page = page(api, question, token, form);
            forwards.addAll(page.ids());
            last = token;
            token = page.header("Next-Token");
        } while (!token.isEmpty());
        OrgApi.Answer reached = lastPage(api, question, last);
        List<String> back = new ArrayList<>(reached.ids());
        while (reached.body().has("prev_token")) {
            reached = page(api, question, reached.body().path("prev_token").asText(), FORMS.getFirst());
            back.addAll(0, reached.ids());
        }
        String asked = "seed " + seed + ": " + question + " as " + form;
        assertThat(forwards).as(asked).doesNotHaveDuplicates();
        assertThat(known(forwards)).as(asked).isEqualTo(expected);
        assertThat(back).as(asked).doesNotHaveDuplicates().containsAll(forwards);
        assertThat(known(back)).as(asked + " and back").isEqualTo(expected);
    }

    /// The other client may have filled the page meanwhile, so that it isn't the last one any more.
    private static OrgApi.Answer lastPage(OrgApi api, Question question, String token) {
        OrgApi.Answer page = page(api, question, token, FORMS.getFirst());
        String next = page.header("Next-Token");
        return next.isEmpty() ? page : lastPage(api, question, next);
    }

    /// Without those that the other client wrote meanwhile.
    private List<String> known(List<String> ids) {
        Set<String> mine = new HashSet<>(known.stream().map(Known::id).toList());
        return ids.stream().filter(mine::contains).toList();
    }

    private static OrgApi.Answer page(OrgApi api, Question question, String token, String form) {
        Map<String, String> parameters = new HashMap<>(question.parameters);
        if (!token.isEmpty()) {
            parameters.put("next_token", token);
        }
        OrgApi.Answer answer = question.container.isEmpty()
                ? api.list(question.endpoint, parameters, "Accept", form)
                : api.listContainer(question.container, parameters, "Accept", form);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static String folded(String text) {
        return nfc(text).toUpperCase(Locale.ROOT);
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
