package dev.containerevents.infra.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import dev.containerevents.aws.Aws;
import dev.containerevents.intake.IngestLogs;
import dev.containerevents.intake.IngestOtlpLogs;
import dev.containerevents.orgs.CreateEvents;
import dev.containerevents.orgs.GetContainerEvent;
import dev.containerevents.orgs.ListOrgEvents;
import dev.containerevents.table.AccessTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/// A function that measures others from inside a process like Lambda's: each endpoint in turn with the raw SDK
/// call that it makes, through our client and through Apache's, and with the same endpoint as most would write it.
/// Returns the milliseconds of each, line by line.
public final class InsideCalls implements RequestStreamHandler {

    /// With a few hundred, the work of the compilers would be measured too.
    private static final int WARM_UP = 2_500;

    private static final int ROUNDS = 800;
    private static final int BULK = 1000;
    private static final int BULKS = 7;
    private static final int WARM_UP_OF_BULKS = 2;
    private static final int WRITERS = 32;

    private static final PojoSerializer<APIGatewayProxyRequestEvent> REQUESTS =
            LambdaEventSerializers.serializerFor(APIGatewayProxyRequestEvent.class, InsideCalls.class.getClassLoader());
    private static final PojoSerializer<APIGatewayProxyResponseEvent> RESPONSES =
            JacksonFactory.getInstance().getSerializer(APIGatewayProxyResponseEvent.class);

    private final DynamoDbClient client = Aws.client(DynamoDbClient::builder, "dynamodb");
    private final DynamoDbClient apache = DynamoDbClient.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .build();
    private final String table = Aws.variable("TABLE_NAME");

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        CreateEvents create = new CreateEvents();
        Answer answer = new Answer();
        create.handleRequest(new ByteArrayInputStream(request("POST", Map.of(), bulk(60, "inside"))), answer, context);
        String seeded = answer.toString(StandardCharsets.UTF_8);
        // A response is JSON in JSON.
        int begin = seeded.indexOf("event_id") + "event_id\\\":\\\"".length();
        String first = seeded.substring(begin, begin + 36);
        ListOrgEvents list = new ListOrgEvents();
        GetContainerEvent get = new GetContainerEvent();
        byte[] listing = request("GET", Map.of(), "");
        byte[] getting = request("GET", Map.of("container_id", "inside", "event_id", first), "");
        ConventionalList conventionalList = new ConventionalList(apache);
        ConventionalGet conventionalGet = new ConventionalGet(apache);
        StringJoiner lines = new StringJoiner("\n");
        inTurn(
                lines,
                ROUNDS,
                List.of(
                        new Timed("list raw", () -> query(client)),
                        new Timed("list apache", () -> query(apache)),
                        new Timed("list conventional", () -> answerAsMostWould(conventionalList, listing, context)),
                        new Timed("list ours", () -> answer(list, listing, context))));
        inTurn(
                lines,
                ROUNDS,
                List.of(
                        new Timed("get raw", () -> item(client, first)),
                        new Timed("get apache", () -> item(apache, first)),
                        new Timed("get conventional", () -> answerAsMostWould(conventionalGet, getting, context)),
                        new Timed("get ours", () -> answer(get, getting, context))));
        byte[] bulk = request("POST", Map.of(), bulk(BULK, "bulk"));
        inTurn(
                lines,
                BULKS,
                List.of(
                        new Timed("bulk raw", this::puts),
                        new Timed("bulk ours", () -> answer(create, bulk, context))));
        intake(lines, create, context);
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// The same new events by a bulk with keys, which stores them once as the intake does, and by the intake.
    private void intake(StringJoiner lines, CreateEvents create, Context context) throws IOException {
        new AccessTable(client, table).create("inside");
        IngestLogs logs = new IngestLogs();
        IngestOtlpLogs otlp = new IngestOtlpLogs();
        Map<String, String> source = Map.of("log_source", "generic");
        Iterator<byte[]> bulks = requests(Map.of(), "application/x-ndjson", InsideCalls::bulkOfKeys);
        Iterator<byte[]> records = requests(source, "application/x-ndjson", InsideCalls::records);
        Iterator<byte[]> otlpRecords = requests(Map.of(), "application/json", InsideCalls::otlpRecords);
        inTurn(
                lines,
                BULKS,
                List.of(
                        new Timed("bulk keys", () -> answer(create, bulks.next(), context)),
                        new Timed("intake generic", () -> answer(logs, records.next(), context)),
                        new Timed("intake otlp", () -> answer(otlp, otlpRecords.next(), context))));
    }

    /// Returns a request for each round, made beforehand.
    private static Iterator<byte[]> requests(Map<String, String> path, String type, IntFunction<String> body) {
        return IntStream.range(0, BULKS + WARM_UP_OF_BULKS)
                .mapToObj(round -> request("POST", path, type, body.apply(round)))
                .toList()
                .iterator();
    }

    /// The time of an event, to the millisecond.
    private static Instant time(int round, int i) {
        return Instant.parse("2026-11-18T12:00:00Z").plusMillis(2L * (round * BULK + i) + 1);
    }

    private static String bulkOfKeys(int round) {
        return IntStream.range(0, BULK)
                .mapToObj(i -> """
                    {"container_id":"bulk","event_type":"ACCESS","status":"SUCCESS","timestamp":"%s",\
                    "idempotency_key":"bulk-%d-%d","message":"the door was opened"}\
                    """.formatted(time(round, i), round, i))
                .collect(Collectors.joining("\n"));
    }

    private static String records(int round) {
        return IntStream.range(0, BULK)
                .mapToObj(i -> """
                    {"container_id":"bulk","event_type":"ACCESS","status":"SUCCESS","timestamp":"%s",\
                    "id":"generic-%d-%d","message":"the door was opened"}\
                    """.formatted(time(round, i), round, i))
                .collect(Collectors.joining("\n"));
    }

    private static String otlpRecords(int round) {
        return IntStream.range(0, BULK)
                .mapToObj(i -> """
                    {"timeUnixNano":"%d000000","eventName":"ACCESS","body":{"stringValue":"the door was opened"},\
                    "attributes":[{"key":"log.record.uid","value":{"stringValue":"otlp-%d-%d"}}]}\
                    """.formatted(time(round, i).toEpochMilli(), round, i))
                .collect(Collectors.joining(
                        ",",
                        "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                                + "{\"stringValue\":\"bulk\"}}]},\"scopeLogs\":[{\"logRecords\":[",
                        "]}]}]}"));
    }

    private interface Call {
        void run() throws IOException;
    }

    /// A call and how long it took each time: `list ours 1.2 1.3 …`
    private record Timed(Call call, StringJoiner times) {

        Timed(String name, Call call) {
            this(call, new StringJoiner(" ", name + " ", ""));
        }
    }

    /// Whoever comes first may find what the last has left, so the calls take turns at that too.
    private static void inTurn(StringJoiner lines, int rounds, List<Timed> calls) throws IOException {
        int warmUp = rounds > 100 ? WARM_UP : WARM_UP_OF_BULKS;
        for (int round = -warmUp; round < rounds; round++) {
            for (int i = 0; i < calls.size(); i++) {
                Timed timed = calls.get((round + warmUp + i) % calls.size());
                double millis = millis(timed.call);
                if (round >= 0) {
                    timed.times.add(Double.toString(millis));
                }
            }
        }
        calls.forEach(timed -> lines.add(timed.times.toString()));
    }

    private static double millis(Call call) throws IOException {
        long begin = System.nanoTime();
        call.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static void answer(RequestStreamHandler handler, byte[] request, Context context) throws IOException {
        Answer answer = new Answer();
        handler.handleRequest(new ByteArrayInputStream(request), answer, context);
        if (!answer.isOk()) {
            throw new IllegalStateException(answer.toString(StandardCharsets.UTF_8));
        }
    }

    /// With what the runtime does for a handler that takes and gives objects.
    private static void answerAsMostWould(
            RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> handler,
            byte[] request,
            Context context) {
        Answer answer = new Answer();
        RESPONSES.toJson(handler.handleRequest(REQUESTS.fromJson(new ByteArrayInputStream(request)), context), answer);
        if (!answer.isOk()) {
            throw new IllegalStateException(answer.toString(StandardCharsets.UTF_8));
        }
    }

    /// What a function answered. To look at it takes no time that would count.
    private static final class Answer extends ByteArrayOutputStream {

        private static final byte[] OK = "{\"statusCode\":200".getBytes(StandardCharsets.US_ASCII);

        boolean isOk() {
            return count > OK.length && Arrays.equals(buf, 0, OK.length, OK, 0, OK.length);
        }
    }

    /// As the endpoint asks: a range of ids, and what it cost.
    private void query(DynamoDbClient client) {
        int found = client.query(QueryRequest.builder()
                        .tableName(table)
                        .indexName("by_org")
                        .keyConditionExpression("#partition = :partition AND #sort BETWEEN :first AND :last")
                        .expressionAttributeNames(Map.of("#partition", "by_org", "#sort", "sk"))
                        .expressionAttributeValues(Map.of(
                                ":partition", AttributeValue.fromS("inside#0"),
                                ":first", AttributeValue.fromS("00000000-0000-7000-8000-000000000000"),
                                ":last", AttributeValue.fromS("ffffffff-ffff-7fff-bfff-ffffffffffff")))
                        .scanIndexForward(false)
                        // One more than is shown, to see whether the list continues.
                        .limit(51)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                        .build())
                .count();
        if (found != 51) {
            throw new IllegalStateException("found " + found);
        }
    }

    private void item(DynamoDbClient client, String id) {
        if (!client.getItem(GetItemRequest.builder()
                        .tableName(table)
                        .key(Map.of("pk", AttributeValue.fromS("E#inside#inside"), "sk", AttributeValue.fromS(id)))
                        .consistentRead(true)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                        .build())
                .hasItem()) {
            throw new IllegalStateException("not found");
        }
    }

    /// Only the puts of a bulk, by as many threads.
    private void puts() {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(WRITERS, Thread.ofVirtual().factory())) {
            IntStream.range(0, BULK).forEach(i -> threads.execute(this::put));
        }
    }

    private void put() {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("pk", AttributeValue.fromS("E#inside#raw"));
        item.put("sk", AttributeValue.fromS(UUID.randomUUID().toString()));
        item.put("by_org", AttributeValue.fromS("raw#0"));
        item.put("by_access", AttributeValue.fromS("raw#0"));
        item.put("type", AttributeValue.fromS("ACCESS"));
        item.put("status", AttributeValue.fromS("SUCCESS"));
        item.put("message", AttributeValue.fromS("the door was opened"));
        item.put("created", AttributeValue.fromN(Long.toString(System.currentTimeMillis())));
        client.putItem(PutItemRequest.builder()
                .tableName(table)
                .item(item)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build());
    }

    private static String bulk(int events, String container) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            lines.add("{\"container_id\":\"" + container
                    + "\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"message\":\"the door was opened\"}");
        }
        return String.join("\n", lines);
    }

    private static byte[] request(String method, Map<String, String> pathParameters, String body) {
        return request(method, pathParameters, "application/x-ndjson", body);
    }

    private static byte[] request(String method, Map<String, String> pathParameters, String type, String body) {
        StringJoiner parameters = new StringJoiner(",");
        pathParameters.forEach((name, value) -> parameters.add("\"" + name + "\":\"" + value + "\""));
        parameters.add("\"org_id\":\"inside\"");
        return """
            {"httpMethod":"%s","path":"/orgs/inside/events","pathParameters":{%s},
             "multiValueHeaders":{"Content-Type":["%s"],"Host":["localhost"]},"body":"%s",
             "requestContext":{"requestId":"r-1","path":"/orgs/inside/events",
              "authorizer":{"org":"inside","rights":"read write","shards":"1","write_shards":"1","retention":"{}"}}}
            """.formatted(
                        method, parameters, type, body.replace("\"", "\\\"").replace("\n", "\\n"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
