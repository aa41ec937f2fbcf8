package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.stream.LocalBus.Fate;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Publishing new events from the table's stream.
final class PublishEventsTest {

    /// More time than any batch of these tests takes.
    private static final Duration ENOUGH = Duration.ofSeconds(100);

    private static final Duration LITTLE = Duration.ofSeconds(1);

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

    private final LocalBus bus = new LocalBus();
    private final LocalQueue queue = new LocalQueue();

    @AfterEach
    void close() {
        bus.close();
        queue.close();
    }

    @Test
    void putsANewEventAsACloudEvent() throws IOException {
        ObjectNode record = StreamRecords.with(StreamRecords.insert(7), "context", "{\"door\": 3}");
        assertThat(leftOf(ENOUGH, List.of(StreamRecords.with(record, "message", "Tür 3"))))
                .isEmpty();

        assertThat(bus.taken()).hasSize(1);
        JsonNode entry = bus.taken().getFirst();
        assertThat(entry.path("EventBusName").asText()).isEqualTo("events");
        assertThat(entry.path("Source").asText()).isEqualTo("dev.containerevents");
        assertThat(entry.path("DetailType").asText()).isEqualTo("ACCESS");
        assertThat(entry.path("Time").asDouble()).isEqualTo(0x018be24b7e00L / 1000.0);
        assertThat(entry.path("Resources")).isEmpty();
        CloudEvent event =
                new JsonFormat().deserialize(entry.path("Detail").asText().getBytes(StandardCharsets.UTF_8));
        assertThat(event.getId()).isEqualTo(StreamRecords.id(7));
        assertThat(event.getSource()).hasToString("/orgs/acme");
        assertThat(event.getExtension("orgid")).isEqualTo("acme");
        assertThat(event.getSubject()).isEqualTo("web-1");
        assertThat(event.getExtension("message")).isEqualTo("Tür 3");
    }

    @Test
    void skipsOtherRecords() throws IOException {
        ObjectNode organisation = StreamRecords.with(StreamRecords.insert(3), "pk", "O#acme");
        assertThat(leftOf(
                        ENOUGH,
                        List.of(
                                StreamRecords.modify(1),
                                StreamRecords.remove(2),
                                organisation,
                                StreamRecords.insert(4))))
                .isEmpty();

        assertThat(bus.ids()).containsExactly(StreamRecords.id(4));
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void doesNothingWhenTheScheduleCalls() throws IOException {
        assertThat(HandlerInvocation.of(bus.handler(queue), "{\"keep\":\"active\"}")
                        .isMissingNode())
                .isTrue();
        assertThat(bus.calls()).isEmpty();
    }

    @Test
    void putsAsManyEntriesInACallAsFit() throws IOException {
        assertThat(leftOf(ENOUGH, StreamRecords.inserts(25))).isEmpty();
        assertThat(bus.calls()).extracting(List::size).containsExactlyInAnyOrder(10, 10, 5);

        List<ObjectNode> large = StreamRecords.inserts(7);
        large.forEach(record -> StreamRecords.with(record, "message", "x".repeat(100_000)));
        assertThat(leftOf(ENOUGH, large)).isEmpty();
        assertThat(bus.calls().subList(3, 7)).extracting(List::size).containsExactlyInAnyOrder(2, 2, 2, 1);
        assertThat(bus.ids()).hasSize(32);
    }

    /// Each call waits for nine others: calls that are made one after the other would wait for ever.
    @Test
    void makesTheCallsOfABatchAtOnce() throws IOException {
        CountDownLatch together = new CountDownLatch(10);
        bus.fate(entries -> {
            together.countDown();
            return await(together) ? LocalBus.takeAll(entries) : new Fate.Refuse(500, "InternalFailure");
        });
        assertThat(leftOf(ENOUGH, StreamRecords.inserts(100))).isEmpty();

        assertThat(bus.ids()).containsExactlyInAnyOrderElementsOf(StreamRecords.ids(100));
        assertThat(bus.calls()).hasSize(10);
    }

    @Test
    void makesAtMostTenCallsAtOnce() throws IOException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        bus.fate(entries -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            sleep(Duration.ofMillis(50));
            now.decrementAndGet();
            return LocalBus.takeAll(entries);
        });
        assertThat(leftOf(ENOUGH, StreamRecords.inserts(400))).isEmpty();

        assertThat(most).hasValueBetween(2, 10);
        assertThat(bus.ids()).containsExactlyInAnyOrderElementsOf(StreamRecords.ids(400));
    }

    @Test
    void sendsTheQueueOnlyCharactersThatItTakes() throws IOException {
        ObjectNode noEvent = StreamRecords.with(StreamRecords.insert(0), "status", "MAYBE");
        StreamRecords.with(noEvent, "message", "T\u00fcr \uffff\ufffe \ud83d\udeaa");
        assertThat(leftOf(ENOUGH, List.of(noEvent))).isEmpty();

        assertThat(StreamRecords.parsed(queue.messages())).containsExactly(noEvent);
    }

    /// EventBridge accepts at most 256 KB less one byte, as it counts.
    @Test
    void publishesTheLargestEntryAndNoLargerOne() throws IOException {
        leftOf(ENOUGH, StreamRecords.inserts(1));
        int others = LocalBus.bytes(bus.taken().getFirst()) + ",\"message\":\"\"".length();
        String longest = "x".repeat(256 * 1024 - 1 - others);

        assertThat(leftOf(
                        ENOUGH,
                        List.of(
                                StreamRecords.with(StreamRecords.insert(1), "message", longest + "x"),
                                StreamRecords.with(StreamRecords.insert(2), "message", longest))))
                .isEmpty();
        assertThat(bus.ids()).containsExactly(StreamRecords.id(0), StreamRecords.id(2));
        assertThat(StreamRecords.parsed(queue.messages()))
                .containsExactly(StreamRecords.with(StreamRecords.insert(1), "message", longest + "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "InternalFailure", "InternalException"})
    void repeatsAnEntryThatIsRefusedTemporarily(String code) throws IOException {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        bus.fate(entries -> LocalBus.refuse(
                entries,
                entry -> seen.add(LocalBus.id(entry)) && LocalBus.id(entry).endsWith("3") ? code : ""));
        assertThat(leftOf(ENOUGH, StreamRecords.inserts(25))).isEmpty();

        assertThat(bus.ids()).containsExactlyInAnyOrderElementsOf(StreamRecords.ids(25));
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void repeatsACallThatFailsAsAWhole() throws IOException {
        List<Fate> fates = List.of(
                new Fate.Refuse(400, "ThrottlingException"),
                new Fate.Refuse(500, "InternalFailure"),
                new Fate.Cut(false),
                new Fate.Cut(true),
                new Fate.Refuse(503, "ServiceUnavailable"),
                new Fate.Refuse(400, "AccessDeniedException"));
        AtomicInteger call = new AtomicInteger();
        bus.fate(entries -> {
            int number = call.getAndIncrement();
            return number < fates.size() ? fates.get(number) : LocalBus.takeAll(entries);
        });
        assertThat(leftOf(ENOUGH, StreamRecords.inserts(12))).isEmpty();

        assertThat(call).hasValueGreaterThan(fates.size());
        assertThat(bus.ids()).containsAll(StreamRecords.ids(12));
    }

    @Test
    void reportsTheFirstUnpublishedRecordWhenItsTimeIsOver() throws IOException {
        bus.fate(entries -> LocalBus.refuse(
                entries,
                entry -> List.of(StreamRecords.id(4), StreamRecords.id(17)).contains(LocalBus.id(entry))
                        ? "InternalFailure"
                        : ""));
        assertThat(leftOf(LITTLE, StreamRecords.inserts(25))).isEqualTo(StreamRecords.sequence(4));

        assertThat(bus.ids())
                .doesNotContain(StreamRecords.id(4), StreamRecords.id(17))
                .containsAll(StreamRecords.ids(4))
                .hasSize(23);
    }

    @Test
    void sendsToTheDeadLettersWhatTheBusCanNeverAccept() throws IOException {
        bus.fate(entries -> LocalBus.refuse(
                entries, entry -> LocalBus.id(entry).equals(StreamRecords.id(2)) ? "MalformedDetail" : ""));
        ObjectNode noEvent = StreamRecords.with(StreamRecords.insert(5), "status", "MAYBE");
        ObjectNode noType = StreamRecords.with(StreamRecords.insert(8), "type", "");
        ObjectNode numberAsType = StreamRecords.insert(9);
        numberAsType.withObject("/dynamodb/NewImage/type").removeAll().put("N", "1");
        List<ObjectNode> records = StreamRecords.inserts(12);
        records.set(5, noEvent);
        records.set(8, noType);
        records.set(9, numberAsType);
        assertThat(leftOf(ENOUGH, records)).isEmpty();

        assertThat(StreamRecords.parsed(queue.messages()))
                .containsExactlyInAnyOrder(records.get(2), noEvent, noType, numberAsType);
        assertThat(bus.ids())
                .hasSize(8)
                .doesNotContain(StreamRecords.id(2), StreamRecords.id(5), StreamRecords.id(8), StreamRecords.id(9));
    }

    @Test
    void findsTheEntryThatMakesTheBusRefuseACall() throws IOException {
        bus.fate(entries ->
                entries.stream().anyMatch(entry -> LocalBus.id(entry).equals(StreamRecords.id(6)))
                        ? new Fate.Refuse(400, "ValidationException")
                        : LocalBus.takeAll(entries));
        assertThat(leftOf(ENOUGH, StreamRecords.inserts(12))).isEmpty();

        assertThat(StreamRecords.parsed(queue.messages())).containsExactly(StreamRecords.insert(6));
        assertThat(bus.ids()).hasSize(11);
    }

    @Test
    void stopsAtADeadLetterThatTheQueueDoesNotTake() throws IOException {
        List<ObjectNode> records = StreamRecords.inserts(12);
        StreamRecords.with(records.get(5), "status", "MAYBE");
        LocalQueue closed = new LocalQueue();
        closed.close();
        JsonNode answer = HandlerInvocation.of(bus.handler(closed), StreamRecords.batch(records));
        assertThat(answer.at("/batchItemFailures/0/itemIdentifier").asText()).isEqualTo(StreamRecords.sequence(5));
        assertThat(bus.ids()).hasSize(11);

        assertThat(leftOf(ENOUGH, records.subList(5, 12))).isEmpty();
        assertThat(queue.messages()).hasSize(1);
    }

    @Test
    void publishesRecordsOfTheTablesOwnStream() throws IOException {
        LocalTable table = LocalTable.streamed();
        Org acme = Org.plain("acme");
        RandomIds ids = new RandomIds(new SecureRandom());
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            EventDetails details = Details.of("ACCESS", Status.FAIL, Details.JOE, null, null, null, null, null);
            Event event = Event.of(ids.next(BEGIN), new Container("acme", "web-1"), BEGIN, details, acme);
            table.events().put(event, acme, new RequestBudget());
            stored.add(event.id().toString());
            if (i == 5) {
                table.delete(event);
            }
        }
        table.access().create("globex");

        JsonNode answer = HandlerInvocation.of(
                bus.handler(queue), WindowedBatch.of("shard-1", table.stream().records()));
        assertThat(answer.path("batchItemFailures")).isEmpty();
        assertThat(bus.ids()).containsExactlyInAnyOrderElementsOf(stored);
    }

    /// Whatever happens to calls and entries: if the batch is repeated from the reported record, as Lambda does,
    /// it ends, and each event is published or in the dead letters by then.
    @Test
    void losesNothingWhateverFails() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<ObjectNode> records = StreamRecords.inserts(60);
        Set<String> hopeless = Set.of(StreamRecords.id(13), StreamRecords.id(31));
        Function<JsonNode, String> code = entry -> {
            if (hopeless.contains(LocalBus.id(entry))) {
                return "InvalidArgument";
            }
            return random.nextInt(4) == 0 ? "ThrottlingException" : "";
        };
        bus.fate(entries -> switch (random.nextInt(8)) {
            case 0 -> new Fate.Refuse(500, "InternalFailure");
            case 1 -> new Fate.Cut(true);
            case 2 -> new Fate.Cut(false);
            default -> LocalBus.refuse(entries, code);
        });
        List<ObjectNode> rest = records;
        List<String> stops = new ArrayList<>();
        while (true) {
            String first = leftOf(LITTLE, rest);
            if (first.isEmpty()) {
                break;
            }
            stops.add(first);
            int place = Integer.parseInt(first.substring(first.length() - 5));
            List<String> done = StreamRecords.ids(place);
            done.removeAll(hopeless);
            assertThat(bus.ids()).as("seed " + seed + ", before " + first).containsAll(done);
            rest = records.subList(place, records.size());
        }
        assertThat(stops).as("seed " + seed).isSorted();
        List<String> all = StreamRecords.ids(60);
        all.removeAll(hopeless);
        assertThat(bus.ids()).as("seed " + seed).containsAll(all);
        assertThat(StreamRecords.parsed(queue.messages()))
                .as("seed " + seed)
                .contains(records.get(13), records.get(31));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Returns the sequence number from which records must be delivered again; empty if none must.
    private String leftOf(Duration time, List<ObjectNode> records) throws IOException {
        JsonNode answer = HandlerInvocation.of(bus.handler(queue), StreamRecords.batch(records), time);
        assertThat(answer.path("batchItemFailures").isArray()).isTrue();
        assertThat(answer.path("batchItemFailures")).hasSizeLessThan(2);
        return answer.at("/batchItemFailures/0/itemIdentifier").asText();
    }
}
