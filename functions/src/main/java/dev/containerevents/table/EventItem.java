package dev.containerevents.table;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdempotencyKey;
import dev.containerevents.event.Org;
import dev.containerevents.event.Seed;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Unicode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event as an item. What its keys contain (id, timestamp, organisation, container) isn't repeated: each
/// kilobyte costs a write unit in each place that the item is in.
final class EventItem {

    /// When DynamoDB may delete the item, in seconds.
    private static final String EXPIRES = "expires";

    /// The sender's `expires`, in milliseconds; missing if the time comes from the organisation's retention.
    private static final String EXPIRES_AS_SENT = "expires_ms";

    /// When it happened, if that is finer than the milliseconds of the id.
    private static final String FINER_TIME = "time";

    /// The idempotency key, or the id of the CloudEvent.
    private static final String GIVEN_KEY = "key";

    private static final String CLOUD_EVENT_ID = "ce_id";

    private static final String SEED = "seed";

    /// The attributes of a CloudEvent that no other attribute of the item has.
    private static final String CLOUD_EVENT_ATTRIBUTES = "ce_attributes";

    /// 1 if the context has a CloudEvent's data that wasn't an object, otherwise missing.
    private static final String BARE_DATA = "bare_data";

    /// When it was found without a row in the log.
    static final String FOUND = "found_at";

    private EventItem() {}

    static Item of(Event event, Org org) {
        EventDetails details = event.details();
        Item item = Item.of(Partition.of(event.container()).key(), event.id().toString())
                .put("type", details.type())
                .put("status", details.status().name())
                .put("created", event.created())
                .putUnlessNull("message", details.message())
                .putUnlessNull("context", details.context())
                .putUnlessNull("ip", details.clientIp())
                .putUnlessNull("source", details.source())
                .putUnlessNull(CLOUD_EVENT_ATTRIBUTES, details.attributes());
        if (!event.timestamp().equals(event.id().timestamp())) {
            item.put(FINER_TIME, event.timestamp());
        }
        switch (event.key()) {
            case null -> {}
            case IdempotencyKey.Given(String text) -> item.put(GIVEN_KEY, text);
            case IdempotencyKey.OfCloudEvent(var source, String text) -> item.put(CLOUD_EVENT_ID, text);
        }
        if (details.bareData()) {
            item.put(BARE_DATA, 1);
        }
        for (Index index : Index.values()) {
            if (index.holds(event)) {
                item.put(index.attribute(), index.partition(event, org));
            }
        }
        if (details.actor() != null) {
            item.put("actor", details.actor().text().value());
        }
        if (event.expires() != null) {
            // Rounded up, because no event may be deleted early. An event that has already expired is due now:
            // DynamoDB ignores items that have been due for more than five years.
            long millis =
                    Math.max(event.expires().toEpochMilli(), event.created().toEpochMilli());
            item.put(EXPIRES, Math.ceilDiv(millis, 1000L));
        }
        if (details.expires() != null) {
            item.put(EXPIRES_AS_SENT, details.expires());
        }
        if (event.seed() != null) {
            item.put(SEED, event.seed().bytes());
        }
        return item;
    }

    /// Whether an item was marked as found.
    static boolean isFound(Item before, Item after) {
        return after.has(FOUND) && !(before.has(FOUND) && before.value(FOUND).equals(after.value(FOUND)));
    }

    static Event read(Item item) {
        @Nullable Instant sent = item.timeOrNull(EXPIRES_AS_SENT);
        EventId id = EventId.parse(item.text(Partition.SORT_KEY)).orElseThrow();
        return new Event(
                id,
                Partition.container(item.text(Partition.TABLE_KEY)),
                item.has(FINER_TIME) ? item.time(FINER_TIME) : id.timestamp(),
                item.time("created"),
                new EventDetails(
                        item.text("type"),
                        Status.valueOf(item.text("status")),
                        item.has("actor") ? actor(item) : null,
                        item.textOrNull("message"),
                        json(item, "context"),
                        item.textOrNull("ip"),
                        item.textOrNull("source"),
                        sent,
                        item.has(BARE_DATA),
                        json(item, CLOUD_EVENT_ATTRIBUTES)),
                key(item),
                sent == null && item.has(EXPIRES) ? Instant.ofEpochSecond(item.number(EXPIRES)) : sent,
                item.has(SEED) ? Seed.of(item.bytes(SEED)) : null);
    }

    private static @Nullable JsonText json(Item item, String name) {
        return item.has(name) ? new JsonText(item.text(name)) : null;
    }

    private static @Nullable IdempotencyKey key(Item item) {
        if (item.has(GIVEN_KEY)) {
            return new IdempotencyKey.Given(item.text(GIVEN_KEY));
        }
        return item.has(CLOUD_EVENT_ID)
                ? new IdempotencyKey.OfCloudEvent(item.text("source"), item.text(CLOUD_EVENT_ID))
                : null;
    }

    private static Actor actor(Item item) {
        // The index partition ends with the actor's id, which may contain the separator.
        String id = item.text(Index.BY_ACTOR.attribute()).split("#", 3)[2];
        JsonText text = new JsonText(item.text("actor"));
        // There it is in normal form. If it is ASCII, it is as it was sent.
        return Unicode.isAscii(id) ? new Actor(id, text) : Actor.read(text);
    }
}
