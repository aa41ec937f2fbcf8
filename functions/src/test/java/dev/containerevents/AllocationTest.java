package dev.containerevents;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.sun.management.ThreadMXBean;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.orgs.GetContainerEvent;
import dev.containerevents.orgs.ListOrgEvents;
import dev.containerevents.table.LocalTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Counts what our own code allocates for a request, besides the SDK's allocations for the same call. A
/// superfluous conversion, or a heavier way to read or write JSON, shows up here.
final class AllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 40;
    private static final int CALLS = 21;

    private static final Org ACME = Org.plain("acme");
    private static final LocalTable TABLE = LocalTable.fresh();
    private static final List<Event> EVENTS = events();

    private static List<Event> events() {
        RandomIds ids = new RandomIds(new SecureRandom());
        EventDetails details =
                Details.of("ACCESS", Status.SUCCESS, null, "the door was opened", null, null, "gate", null);
        return IntStream.range(0, 75)
                .mapToObj(i -> ids.next(Instant.parse("2024-07-01T00:00:00Z").plusSeconds(i)))
                .map(id -> Event.of(id, new Container("acme", "c-1"), id.timestamp(), details, ACME))
                .toList();
    }

    @BeforeAll
    static void load() {
        for (int i = 0; i < EVENTS.size(); i += 25) {
            TABLE.load(EVENTS.subList(i, i + 25), ACME);
        }
    }

    @Test
    void listOfFiftyEventsKeepsItsBudget() throws IOException {
        long raw = bytes(() -> assertThat(TABLE.client()
                        .query(query -> query.tableName(TABLE.name())
                                .indexName("by_org")
                                .keyConditionExpression("by_org = :partition")
                                .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS("acme#0")))
                                .scanIndexForward(false)
                                .limit(51))
                        .count())
                .isEqualTo(51));
        long ours = bytes(calls(new ListOrgEvents(TABLE.events()), "/orgs/acme/events", ""));

        assertWithin(220_000, raw, ours);
    }

    @Test
    void oneEventKeepsItsBudget() throws IOException {
        EventId id = EVENTS.getFirst().id();
        long raw = bytes(() -> assertThat(TABLE.client()
                        .getItem(get -> get.tableName(TABLE.name())
                                .key(Map.of(
                                        "pk", AttributeValue.fromS("E#acme#c-1"),
                                        "sk", AttributeValue.fromS(id.toString())))
                                .consistentRead(true))
                        .hasItem())
                .isTrue());
        long ours = bytes(calls(
                new GetContainerEvent(TABLE.events()),
                "/orgs/acme/containers/c-1/events/" + id,
                ",\"container_id\":\"c-1\",\"event_id\":\"" + id + "\""));

        assertWithin(50_000, raw, ours);
    }

    private static void assertWithin(long budget, long raw, long ours) {
        System.out.println("AllocationTest: " + raw + " bytes by the SDK alone, " + ours + " with ours");
        assertThat(raw).isPositive();
        assertThat(ours - raw).isBetween(1_000L, budget);
    }

    private interface Call {
        void run() throws IOException;
    }

    private static Call calls(RequestStreamHandler handler, String path, String pathParameters) {
        byte[] request = """
            {"httpMethod":"GET","path":"%1$s","pathParameters":{"org_id":"acme"%2$s},
             "requestContext":{"requestId":"r-1","path":"%1$s","authorizer":{"org":"acme","rights":"read"}}}
            """.formatted(path, pathParameters).getBytes(StandardCharsets.UTF_8);
        return () -> handler.handleRequest(
                new ByteArrayInputStream(request),
                OutputStream.nullOutputStream(),
                new TimedContext(Duration.ofSeconds(25)));
    }

    /// Returns the median of some calls, after enough calls to warm up the JVM.
    private static long bytes(Call call) throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            call.run();
        }
        long[] bytes = new long[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            call.run();
            bytes[i] = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        Arrays.sort(bytes);
        return bytes[CALLS / 2];
    }
}
