package dev.containerevents.compat.togai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.compat.Calls;
import dev.containerevents.compat.Calls.Answer;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TogaiListTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final Instant NOON = Instant.parse("2023-11-18T12:00:00Z");

    private final Org org = Org.plain("org-" + UUID.randomUUID());
    private final Calls calls = new Calls(org, EnumSet.of(Permission.READ));
    private final RandomIds ids = new RandomIds(new SecureRandom());

    private String log(Instant time) {
        return log(time, null, null);
    }

    private String log(Instant time, @Nullable JsonText context, @Nullable Instant expires) {
        EventDetails details = Details.of("ACCESS", Status.SUCCESS, null, null, context, null, null, expires);
        Event event = Event.of(ids.next(time), new Container(org.id(), "c-1"), time, details, org);
        TABLE.events().put(event, org, new RequestBudget());
        return event.id().toString();
    }

    private List<String> logEverySecond(int events) {
        List<String> logged = new ArrayList<>(IntStream.range(0, events)
                .mapToObj(second -> log(NOON.plusSeconds(second)))
                .toList());
        Collections.reverse(logged);
        return logged;
    }

    private Answer list(Map<String, String> query) {
        return calls.get(new ListTogaiEvents(TABLE.events()), Map.of(), query);
    }

    private static List<String> ids(Answer page) {
        return StreamSupport.stream(page.json().path("events").spliterator(), false)
                .map(event -> event.at("/eventPayload/id").asText())
                .toList();
    }

    /// Returns all pages after that one, while there is a token.
    private List<List<String>> walk(Map<String, String> query) {
        List<List<String>> pages = new ArrayList<>();
        Map<String, String> next = new HashMap<>(query);
        while (true) {
            Answer page = list(next);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            pages.add(ids(page));
            if (!page.json().has("nextToken")) {
                return pages;
            }
            next.put("nextToken", page.json().path("nextToken").asText());
        }
    }

    private static String message(Answer refusal) {
        JsonNode body = refusal.json();
        assertThat(refusal.contentType()).isEqualTo("application/json");
        assertThat(body.properties()).hasSize(1);
        return body.path("message").asText();
    }

    @Test
    void endsWithTheLastEventAndNotWithAnEmptyPage() {
        List<String> logged = logEverySecond(6);

        assertThat(walk(Map.of("pageSize", "3"))).containsExactly(logged.subList(0, 3), logged.subList(3, 6));
        assertThat(walk(Map.of("pageSize", "4"))).containsExactly(logged.subList(0, 4), logged.subList(4, 6));
        assertThat(walk(Map.of())).containsExactly(logged);
    }

    @Test
    void showsFiftyByDefault() {
        logEverySecond(51);

        assertThat(walk(Map.of())).extracting(List::size).containsExactly(50, 1);
        assertThat(walk(Map.of("pageSize", "50"))).extracting(List::size).containsExactly(50, 1);
    }

    @Test
    void beginsInclusivelyAndEndsExclusively() {
        List<String> logged = logEverySecond(4);
        String second = String.valueOf(NOON.plusSeconds(1).toEpochMilli());
        String third = String.valueOf(NOON.plusSeconds(2).toEpochMilli());

        assertThat(walk(Map.of("start_time", second, "end_time", third))).containsExactly(List.of(logged.get(2)));
        assertThat(walk(Map.of("start_time", second))).containsExactly(logged.subList(0, 3));
        assertThat(walk(Map.of("end_time", second))).containsExactly(List.of(logged.get(3)));
        assertThat(walk(Map.of("start_time", second, "end_time", second))).containsExactly(List.of());
    }

    @Test
    void acceptsEveryNameOfAStatus() {
        List<String> logged = logEverySecond(1);

        for (String status : List.of("PROCESSED", "processed")) {
            assertThat(walk(Map.of("status", status))).as(status).containsExactly(logged);
        }
        for (String status : List.of("IN_PROGRESS", "in_progress", "UNPROCESSED", "unprocessed")) {
            assertThat(list(Map.of("status", status)).text()).as(status).isEqualTo("{\"events\":[]}");
        }
    }

    /// An error would reveal which other organisations exist.
    @Test
    void answersAnotherAccountLikeAMissingOne() {
        List<String> logged = logEverySecond(1);
        Org other = Org.plain("other-" + UUID.randomUUID());
        Event event = Event.of(
                ids.next(NOON),
                new Container(other.id(), "c-1"),
                NOON,
                Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null),
                other);
        TABLE.events().put(event, other, new RequestBudget());

        assertThat(walk(Map.of("account_id", org.id()))).containsExactly(logged);
        assertThat(list(Map.of("account_id", other.id())))
                .isEqualTo(list(Map.of("account_id", "nobody")))
                .extracting(Answer::text)
                .isEqualTo("{\"events\":[]}");
        assertThat(get(event.id().toString()).status()).isEqualTo(404);
    }

    @Test
    void acceptsATokenOnlyWithItsOwnParameters() {
        List<String> logged = logEverySecond(3);
        String start = String.valueOf(NOON.toEpochMilli());
        String token = list(Map.of("pageSize", "1", "start_time", start))
                .json()
                .path("nextToken")
                .asText();

        assertThat(token).hasSizeBetween(1, 500);
        assertThat(ids(list(Map.of("pageSize", "50", "start_time", start, "nextToken", token))))
                .isEqualTo(logged.subList(1, 3));
        for (Map<String, String> other : List.of(
                Map.of("nextToken", token),
                Map.of("nextToken", token, "start_time", start, "end_time", start),
                Map.of("nextToken", token, "start_time", start, "status", "IN_PROGRESS"),
                Map.of("nextToken", token, "start_time", start, "account_id", "globex"),
                Map.of("nextToken", token + "x", "start_time", start),
                Map.of("nextToken", "", "start_time", start))) {
            Answer refused = list(other);
            assertThat(refused.status()).as(other.toString()).isEqualTo(400);
            assertThat(message(refused)).contains("query/nextToken");
        }
    }

    @Test
    void distinguishesATooLargePageFromAnInvalidOne() {
        for (String size : List.of("51", "1000", "99999999999999999999")) {
            Answer refused = list(Map.of("pageSize", size));
            assertThat(refused.status()).as(size).isEqualTo(422);
            assertThat(message(refused)).isEqualTo("pageSize must be at most 50.");
        }
        for (String size : List.of("0", "00", "-1", "1.5", "many", "", "+1", " 1")) {
            assertThat(list(Map.of("pageSize", size)).status()).as(size).isEqualTo(400);
        }
        assertThat(list(Map.of("pageSize", "51", "status", "DONE")).status()).isEqualTo(400);
    }

    @Test
    void namesAllFaultsInOneShortMessage() {
        Answer refused = list(Map.of("pageSize", "0", "status", "DONE", "account_id", "", "schema_name", "s"));
        assertThat(message(refused))
                .contains("query/pageSize", "query/status", "query/account_id", "query/schema_name");

        Map<String, String> wrong = new HashMap<>();
        IntStream.range(0, 40).forEach(i -> wrong.put("parameter-" + i, "x"));
        assertThat(message(list(wrong))).hasSize(500);
    }

    @Test
    void refusesAKeyThatMayNotRead() {
        Calls writer = new Calls(org, EnumSet.of(Permission.WRITE));
        assertThat(writer.get(new ListTogaiEvents(TABLE.events()), Map.of(), Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(new Calls(org, Set.of())
                        .get(new GetTogaiEvent(TABLE.events()), Map.of("event_id", "x"), Map.of())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void showsOneEventAsAListOfOne() {
        String id = logEverySecond(2).getLast();
        Answer one = get(id);

        assertThat(ids(one)).containsExactly(id);
        assertThat(one.json().path("events").path(0))
                .isEqualTo(list(Map.of()).json().path("events").path(1));
        assertThat(one.text()).doesNotContain("EventPipelineInfo", "nextToken", "null");
        for (String unknown : List.of("018be24b-7e00-7000-8000-000000000099", "event_1", "x".repeat(51), "")) {
            assertThat(get(unknown).status()).as(unknown).isEqualTo(404);
            assertThat(message(get(unknown))).isEqualTo("There is no such event.");
        }
    }

    private Answer get(String id) {
        return calls.get(new GetTogaiEvent(TABLE.events()), Map.of("event_id", id), Map.of());
    }

    @Test
    void hidesAnExpiredEvent() {
        String id = log(NOON, null, NOON.plusSeconds(1));

        assertThat(list(Map.of()).text()).isEqualTo("{\"events\":[]}");
        assertThat(get(id).status()).isEqualTo(404);
    }

    /// The read budget of one walk ends in the middle of them. A token there would lead to an empty page, at which
    /// the clients raise an exception.
    @Test
    void findsTheNextEventAfterAnyNumberOfExpiredOnes() {
        String newest = log(NOON.plusSeconds(1000));
        JsonText large = new JsonText("{\"x\":\"" + "x".repeat(32_000) + "\"}");
        IntStream.range(0, 150).forEach(second -> log(NOON.plusSeconds(second), large, NOON));

        assertThat(walk(Map.of("pageSize", "1"))).containsExactly(List.of(newest));

        String oldest = log(NOON.minusSeconds(1));
        assertThat(walk(Map.of("pageSize", "1"))).containsExactly(List.of(newest), List.of(oldest));
        assertThat(walk(Map.of("pageSize", "50"))).containsExactly(List.of(newest, oldest));
    }
}
