package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/// Reads the events of one partition in order, in batches. Not thread-safe.
final class PartitionReader {

    private final Dynamo dynamo;
    private final RequestBudget budget;
    private final Queue<Event> read = new ArrayDeque<>();

    /// The next query, unless the partition has ended.
    private final QueryRequest.Builder query;

    private boolean ended;

    PartitionReader(
            Dynamo dynamo, Partition partition, IdRange range, Order order, int eventsAtATime, RequestBudget budget) {
        this.dynamo = dynamo;
        this.budget = budget;
        this.ended = range.isEmpty();
        this.query = QueryRequest.builder();
        if (!ended) {
            query.indexName(partition.index() == null ? null : partition.index().attribute())
                    // DynamoDB takes one condition on the sort key, and BETWEEN includes both ends.
                    .keyConditionExpression("#partition = :partition AND #sort BETWEEN :first AND :last")
                    .expressionAttributeNames(Map.of("#partition", partition.attribute(), "#sort", Partition.SORT_KEY))
                    .expressionAttributeValues(Map.of(
                            ":partition", AttributeValue.fromS(partition.key()),
                            ":first", AttributeValue.fromS(range.from().toString()),
                            ":last",
                                    AttributeValue.fromS(
                                            range.until().predecessor().toString())))
                    .scanIndexForward(order == Order.ASC)
                    .limit(eventsAtATime);
        }
    }

    boolean hasNext() {
        while (mustReadOn()) {
            readOn();
        }
        return !read.isEmpty();
    }

    /// Returns whether another query is needed to tell if there is a next event.
    boolean mustReadOn() {
        return read.isEmpty() && !ended;
    }

    /// Returns the id of the next event. Call [#hasNext()] first.
    EventId head() {
        return read.element().id();
    }

    Event next() {
        return read.remove();
    }

    private void readOn() {
        QueryResponse response = dynamo.query(query, budget);
        response.items().forEach(item -> read.add(EventItem.read(new Item(item))));
        ended = !Dynamo.hasMore(response);
        query.exclusiveStartKey(response.lastEvaluatedKey());
    }
}
