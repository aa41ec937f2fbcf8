package dev.containerevents.table;

import dev.containerevents.event.OrgSecret;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/// What the intake needs besides events: the secret of an organisation, and the [Reception] of a request.
///
/// | pk                    | sk  | says                                                       |
/// |-----------------------|-----|------------------------------------------------------------|
/// | `O#acme`              | `O` | the organisation, with its secret                          |
/// | `I#acme#<digest>`     | `I` | when that request arrived first, and how far it is stored  |
///
/// Thread-safe. Each method adds the request units that it consumed to its `RequestBudget`.
public final class IntakeTable {

    /// After that time, the same request is new. Otherwise, a heartbeat whose body never changes would be stored
    /// once in two days.
    private static final Duration SAME = Duration.ofMinutes(15);

    private static final Duration KEPT = Duration.ofDays(2);

    private static final String PREFIX = "I#";
    private static final String SORT_KEY = "I";
    private static final String ARRIVAL = "arrival";
    private static final String STORED = "stored";

    private final Dynamo dynamo;

    private IntakeTable(Dynamo dynamo) {
        this.dynamo = dynamo;
    }

    public IntakeTable(DynamoDbClient client, String table) {
        this(new Dynamo(client, table));
    }

    /// Returns the table that the function's environment names.
    public static IntakeTable deployed() {
        return new IntakeTable(Dynamo.deployed());
    }

    /// Returns the secret of an organisation. Empty if it was created before organisations had one. Half a read
    /// unit.
    public Optional<OrgSecret> secret(String org, RequestBudget budget) {
        GetItemResponse response = dynamo.get(
                GetItemRequest.builder().key(OrgItem.key(org).attributes()).projectionExpression(OrgItem.SECRET),
                budget);
        return Optional.of(new Item(response.item()))
                .filter(item -> item.has(OrgItem.SECRET))
                .map(OrgItem::secret);
    }

    /// Returns how far a request is stored, if it arrived before. Consistent. One read unit.
    ///
    /// @param digest identifies the request
    public Reception find(String org, String digest, RequestBudget budget) {
        GetItemResponse response = dynamo.get(
                GetItemRequest.builder().key(key(org, digest).attributes()).consistentRead(true), budget);
        Reception first = new Reception(budget.now(), 0);
        if (!response.hasItem()) {
            return first;
        }
        Reception known = read(new Item(response.item()));
        return known.arrival().isBefore(budget.now().minus(SAME)) ? first : known;
    }

    /// Remembers that a request arrives now, unless it arrived before. One write unit.
    ///
    /// @return what is remembered
    public Reception receive(String org, String digest, RequestBudget budget) {
        Reception first = new Reception(budget.now(), 0);
        Item item = item(org, digest, first);
        try {
            dynamo.put(
                    PutItemRequest.builder()
                            .item(item.attributes())
                            .conditionExpression("attribute_not_exists(pk) OR arrival < :oldest")
                            .expressionAttributeValues(Item.empty()
                                    .put(":oldest", budget.now().minus(SAME))
                                    .attributes())
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD),
                    budget);
            return first;
        } catch (ConditionalCheckFailedException e) {
            budget.addWrite(ItemSize.writeUnits(item.attributes(), e.item()));
            return read(new Item(e.item()));
        }
    }

    /// Remembers how far a request is stored, even if its own time is over: otherwise, a request that takes longer
    /// would begin anew each time that it is sent. One write unit.
    public void remember(String org, String digest, Reception reception, RequestBudget budget) {
        RequestBudget more = new RequestBudget(RequestBudget.OF_REQUEST);
        dynamo.put(PutItemRequest.builder().item(item(org, digest, reception).attributes()), more);
        budget.addWrite(more.write());
    }

    private static Item key(String org, String digest) {
        return Item.of(PREFIX + org + "#" + digest, SORT_KEY);
    }

    private static Item item(String org, String digest, Reception reception) {
        return key(org, digest)
                .put(ARRIVAL, reception.arrival())
                .put(STORED, reception.stored())
                .put("expires", reception.arrival().plus(KEPT).getEpochSecond());
    }

    private static Reception read(Item item) {
        return new Reception(item.time(ARRIVAL), (int) item.number(STORED));
    }
}
