package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// A response reports as consumed what DynamoDB charges.
final class CostTest {

    private static final Org ACME = new Org("acme", 4, 4, Retention.FOR_EVER);

    private final LocalTable table = LocalTable.fresh();
    private final FaultProxy proxy = FaultProxy.before(LocalTable.endpoint());
    private final OrgApi api = new OrgApi(table.through(proxy).events(), ACME);

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void saysOfEachEndpointWhatDynamoDbSaysOfItsCalls() {
        Answer first = told(() -> api.create("c-1", event("ACCESS", "FAIL", 10)));
        told(() -> api.create("c-1", event("made-up", "SUCCESS", 4000)));
        told(() -> api.create("c-1", event("BLOCK", "FAIL", 900), "Idempotency-Key", "new"));
        Answer bulk = told(() -> api.createAll(OrgApi.bulk(
                200,
                i -> "{\"container_id\":\"c-" + i % 3 + "\","
                        + event(List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE").get(i % 4), "FAIL", i * 20)
                                .substring(1))));

        assertThat(bulk.body().path("accepted").asInt()).isEqualTo(200);
        assertThat(writeUnits(first)).isEqualTo(4);
        assertThat(readUnits(told(() -> api.get("c-1", first.id())))).isEqualTo(1);
        assertThat(told(() -> api.get("c-1", first.id().replaceFirst("^.{8}", "00000000")))
                        .status())
                .isEqualTo(404);
        for (Map<String, String> query : List.of(
                Map.<String, String>of(),
                Map.of("limit", "1"),
                Map.of("limit", "1000", "order", "asc"),
                Map.of("source", "nobody"))) {
            OrgApi.LISTS.forEach(list ->
                    assertThat(readUnits(told(() -> api.list(list, query)))).isPositive());
            assertThat(readUnits(told(() -> api.listContainer("c-1", query)))).isPositive();
        }
        assertThat(told(() -> api.listContainer("nothing", Map.of())).status()).isEqualTo(404);
        assertThat(readUnits(told(() -> api.list(ListOrgEvents::new, Map.of("limit", "0")))))
                .isZero();
    }

    @Test
    void saysOfAnEventFoundByItsIdAloneWhatDynamoDbSays() {
        Answer created = api.create("c-1", event("ACCESS", "FAIL", 10));

        assertThat(told(() -> api.getAnywhere(created.id())).status()).isEqualTo(200);
        assertThat(told(() -> api.getAnywhere(created.id().replaceFirst("^.{8}", "00000000")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void chargesNothingThatDynamoDbRefused() {
        proxy.plan(Plan.always(Fault.THROTTLE));
        Answer refused = api.create("c-1", event("ACCESS", "FAIL", 10));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(writeUnits(refused)).isZero();
        assertThat(proxy.writeUnits()).isZero();
    }

    /// A refused put reports no capacity, so its cost is compared with that of a put of the same item into a table
    /// without indexes. The lengths cross the borders of one and two KB byte by byte.
    @Test
    void saysOfAReplayWhatDynamoDbChargesForAPutIntoTheTableAlone() {
        String plain = plainTable();
        for (String letter : List.of("m", "ü")) {
            int ofOneKilobyte = lengthThatCostsMore(letter, plain, 1);
            int ofTwo = lengthThatCostsMore(letter, plain, 2);
            for (int border : List.of(ofOneKilobyte, ofTwo)) {
                for (int length = border - 2; length <= border + 1; length++) {
                    String key = (int) letter.charAt(0) + "-" + length;
                    String event = event("ACCESS", "FAIL", letter, length);
                    double charged = charged(table, keyed(api, key, event), plain);

                    Answer again = keyed(api, key, event);

                    assertThat(again.isReplay()).isTrue();
                    assertThat(writeUnits(again))
                            .as("%s, %d times", letter, length)
                            .isEqualTo(charged);
                }
            }
        }
    }

    @Test
    void saysOfAConflictWhatDynamoDbChargesForTheLargerItem() {
        String plain = plainTable();
        LocalTable elsewhere = LocalTable.fresh();
        OrgApi other = new OrgApi(elsewhere.events(), ACME);
        for (List<Integer> lengths : List.of(List.of(10, 3000), List.of(3000, 10), List.of(1500, 1600))) {
            String key = lengths.toString();
            String before = event("ACCESS", "FAIL", lengths.getFirst());
            String after = event("ACCESS", "FAIL", lengths.getLast());
            double charged = Math.max(
                    charged(table, keyed(api, key, before), plain),
                    charged(elsewhere, keyed(other, key, after), plain));

            Answer conflict = keyed(api, key, after);

            assertThat(conflict.status()).isEqualTo(422);
            assertThat(writeUnits(conflict)).isEqualTo(charged);
            assertThat(charged).isGreaterThan(1);
        }
    }

    /// Returns the length of a message at which its event costs more than so many units.
    private int lengthThatCostsMore(String letter, String plain, int units) {
        int low = 0;
        int high = 2500;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            Answer probe = keyed(
                    api, "probe" + (int) letter.charAt(0) + "-" + middle, event("ACCESS", "FAIL", letter, middle));
            if (charged(table, probe, plain) > units) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /// What DynamoDB charges to put the stored item of that event into a table without indexes.
    private static double charged(LocalTable table, Answer created, String plain) {
        DynamoDbClient client = table.client();
        assertThat(created.status()).isEqualTo(200);
        Map<String, AttributeValue> item = client.getItem(get -> get.tableName(table.name())
                        .key(Map.of(
                                "pk", AttributeValue.fromS("E#acme#c-1"), "sk", AttributeValue.fromS(created.id()))))
                .item();
        // An item that replaces another costs as much as the larger one.
        client.deleteItem(delete -> delete.tableName(plain).key(Map.of("pk", item.get("pk"), "sk", item.get("sk"))));
        return client.putItem(
                        put -> put.tableName(plain).item(item).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
    }

    /// A table with the same key and no index.
    private String plainTable() {
        String name = "plain-" + UUID.randomUUID();
        table.client()
                .createTable(create -> create.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(attribute("pk"), attribute("sk"))
                        .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
        return name;
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    /// Checks that a response's headers report what DynamoDB reported for its calls.
    private Answer told(Supplier<Answer> call) {
        proxy.plan(Plan.always(Fault.PASS));
        Answer answer = call.get();
        assertThat(readUnits(answer)).as(answer.toString()).isEqualTo(proxy.readUnits());
        assertThat(writeUnits(answer)).as(answer.toString()).isEqualTo(proxy.writeUnits());
        return answer;
    }

    private static double readUnits(Answer answer) {
        return Double.parseDouble(answer.header("X-Consumed-Read-Units"));
    }

    private static double writeUnits(Answer answer) {
        return Double.parseDouble(answer.header("X-Consumed-Write-Units"));
    }

    private static Answer keyed(OrgApi api, String key, String event) {
        return api.create("c-1", event, "Idempotency-Key", key);
    }

    private static String event(String type, String status, int length) {
        return event(type, status, "m", length);
    }

    private static String event(String type, String status, String letter, int length) {
        return "{\"event_type\":\"" + type + "\",\"status\":\"" + status
                + "\",\"timestamp\":\"2026-11-01T12:00:00Z\",\"message\":\"" + letter.repeat(length) + "\"}";
    }
}
