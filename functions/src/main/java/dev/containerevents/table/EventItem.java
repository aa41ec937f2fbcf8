package dev.containerevents.table;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An event as an item. What the keys say already (id, timestamp, organisation, container) is not said again: the
/// first kilobyte costs one write unit in each place that the item is in.
final class EventItem {

    /// When DynamoDB may delete the item, in seconds.
    private static final String EXPIRES = "expires";

    /// What the sender said of it, in milliseconds; missing where the time is the organisation's retention.
    private static final String EXPIRES_AS_SENT = "expires_ms";

    private EventItem() {}

    static Map<String, AttributeValue> of(Event event, Org org) {
        EventDetails details = event.details();
        Map<String, AttributeValue> item = new HashMap<>();
        put(item, Partition.TABLE_KEY, Partition.of(event.container()).key());
        put(item, Partition.SORT_KEY, event.id());
        for (Index index : Index.values()) {
            if (index.holds(event)) {
                put(item, index.attribute(), index.partition(event, org));
            }
        }
        put(item, "type", details.type());
        put(item, "status", details.status());
        putNumber(item, "created", event.created().toEpochMilli());
        if (details.actor() != null) {
            put(item, "actor", details.actor().text());
        }
        put(item, "message", details.message());
        put(item, "context", details.context());
        put(item, "ip", details.clientIp());
        put(item, "source", details.source());
        if (event.expires() != null) {
            // DynamoDB's time to live counts seconds; rounded up, since nothing may go before its time.
            putNumber(item, EXPIRES, Math.ceilDiv(event.expires().toEpochMilli(), 1000L));
        }
        if (details.expires() != null) {
            putNumber(item, EXPIRES_AS_SENT, details.expires().toEpochMilli());
        }
        return item;
    }

    static Event read(Map<String, AttributeValue> item) {
        String[] key = text(item, Partition.TABLE_KEY).split("#", -1);
        @Nullable Instant sent = item.containsKey(EXPIRES_AS_SENT) ? millis(item, EXPIRES_AS_SENT) : null;
        return new Event(
                EventId.parse(text(item, Partition.SORT_KEY)).orElseThrow(),
                new Container(key[1], key[2]),
                millis(item, "created"),
                new EventDetails(
                        text(item, "type"),
                        Status.valueOf(text(item, "status")),
                        item.containsKey("actor") ? actor(item) : null,
                        optional(item, "message"),
                        item.containsKey("context") ? new JsonText(text(item, "context")) : null,
                        optional(item, "ip"),
                        optional(item, "source"),
                        sent),
                sent == null && item.containsKey(EXPIRES) ? Instant.ofEpochSecond(number(item, EXPIRES)) : sent);
    }

    private static Actor actor(Map<String, AttributeValue> item) {
        // The index partition ends with the actor's id, which may itself contain the separator.
        String id = text(item, Index.BY_ACTOR.attribute()).split("#", 3)[2];
        return new Actor(id, new JsonText(text(item, "actor")));
    }

    private static void put(Map<String, AttributeValue> item, String name, @Nullable Object value) {
        if (value != null) {
            item.put(name, AttributeValue.fromS(value.toString()));
        }
    }

    private static void putNumber(Map<String, AttributeValue> item, String name, long value) {
        item.put(name, AttributeValue.fromN(Long.toString(value)));
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return value(item, name).s();
    }

    private static Instant millis(Map<String, AttributeValue> item, String name) {
        return Instant.ofEpochMilli(number(item, name));
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(value(item, name).n());
    }

    private static AttributeValue value(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name);
    }

    private static @Nullable String optional(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? text(item, name) : null;
    }
}
