package dev.containerevents.table;

import dev.containerevents.table.DeliveryProgress.Replay;
import dev.containerevents.table.DestinationTable.Reminder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A destination as an item. Its attributes are named as in the class that they are of.
final class DestinationItem {

    /// The prefix of the sort keys of destinations.
    static final String PREFIX = "D#";

    static final String REVISION = "revision";

    /// Who delivers, and until when.
    static final String LEASE = "lease";

    static final String LEASE_UNTIL = "lease_until";

    /// Present if somebody found the lease taken.
    static final String AGAIN = "again";

    static final String STATE = "state";
    static final String NEXT = "next";
    static final String ORIGIN = "origin";
    static final String HORIZON = "horizon";
    static final String NEXT_ATTEMPT = "next_attempt";
    static final String REPLAY_ID = "replay_id";
    static final String REPLAY_NEXT = "replay_next";
    static final String REPLAY_END = "replay_end";

    /// When a reminder was left.
    static final String AT = "at";

    private static final String PARTITION = "D#";
    private static final String REMINDERS = "W#0";
    private static final String NUMBER = "N";
    private static final String CREATED = "created";
    private static final String FORM = "form";
    private static final String PREVIOUS_SECRET = "previous_secret";
    private static final String PREVIOUS_UNTIL = "previous_until";
    private static final String FAILURES = "failures";
    private static final String LAST_SUCCESS = "last_success";
    private static final String LAST_FAILURE = "last_failure";
    private static final String FAILING_SINCE = "failing_since";
    private static final String ERROR = "error";
    private static final String BATCH = "batch";
    private static final String REFUSALS = "refusals";
    private static final String SKIPPED = "skipped";
    private static final String GONE = "gone";
    private static final String TOO_OLD = "too_old";

    private DestinationItem() {}

    static String partition(String org) {
        return PARTITION + org;
    }

    static String attempts(DestinationKey key) {
        return PARTITION + key.org() + "#" + key.id();
    }

    static Item key(DestinationKey key) {
        return Item.of(partition(key.org()), PREFIX + key.id());
    }

    static DestinationKey key(StoredDestination destination) {
        return new DestinationKey(destination.org(), destination.id());
    }

    static Item number(String org) {
        return Item.of(partition(org), NUMBER);
    }

    static Item reminder(DestinationKey key) {
        return Item.of(REMINDERS, key.org() + "#" + key.id());
    }

    static Item of(Reminder reminder) {
        return reminder(reminder.key()).put(AT, reminder.at());
    }

    static String reminders() {
        return REMINDERS;
    }

    static Reminder reminder(Item item) {
        String[] parts = item.text(Partition.SORT_KEY).split("#", -1);
        return new Reminder(new DestinationKey(parts[0], parts[1]), item.time(AT));
    }

    static Item of(StoredDestination destination) {
        Item item = key(key(destination)).put(CREATED, destination.created()).put(REVISION, destination.revision());
        settings(destination.settings()).forEach((name, value) -> putUnlessNull(item, name, value));
        progress(destination.progress()).forEach((name, value) -> putUnlessNull(item, name, value));
        return item;
    }

    private static void putUnlessNull(Item item, String name, @Nullable AttributeValue value) {
        if (value != null) {
            item.put(name, value);
        }
    }

    /// The attributes of settings; null for those that an item then lacks.
    static Map<String, @Nullable AttributeValue> settings(DestinationSettings settings) {
        Map<String, @Nullable AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("kind", AttributeValue.fromS(settings.kind()));
        attributes.put("url", AttributeValue.fromS(settings.url()));
        attributes.put(FORM, text(settings.form()));
        attributes.put("filter", AttributeValue.fromS(settings.filter()));
        attributes.put("secret", number(settings.secret()));
        attributes.put(PREVIOUS_SECRET, settings.previousSecret() == null ? null : number(settings.previousSecret()));
        attributes.put(PREVIOUS_UNTIL, time(settings.previousUntil()));
        return attributes;
    }

    /// The attributes of progress; null for those that an item then lacks.
    static Map<String, @Nullable AttributeValue> progress(DeliveryProgress progress) {
        Replay replay = progress.replay();
        Map<String, @Nullable AttributeValue> attributes = restart(progress);
        attributes.put(ORIGIN, AttributeValue.fromS(progress.origin()));
        attributes.put(NEXT, number(progress.next()));
        attributes.put(HORIZON, progress.horizon() == null ? null : number(progress.horizon()));
        attributes.put(LAST_SUCCESS, time(progress.lastSuccess()));
        attributes.put(LAST_FAILURE, time(progress.lastFailure()));
        attributes.put(SKIPPED, number(progress.skipped()));
        attributes.put(GONE, number(progress.gone()));
        attributes.put(TOO_OLD, number(progress.tooOld()));
        attributes.put(REPLAY_ID, replay == null ? null : AttributeValue.fromS(replay.id()));
        attributes.put(REPLAY_NEXT, replay == null ? null : number(replay.next()));
        attributes.put(REPLAY_END, replay == null ? null : number(replay.end()));
        return attributes;
    }

    /// The attributes of progress that change when a destination is restarted.
    static Map<String, @Nullable AttributeValue> restart(DeliveryProgress progress) {
        Map<String, @Nullable AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put(STATE, AttributeValue.fromS(progress.state().text()));
        attributes.put(FAILURES, number(progress.failures()));
        attributes.put(NEXT_ATTEMPT, time(progress.nextAttempt()));
        attributes.put(FAILING_SINCE, time(progress.failingSince()));
        attributes.put(ERROR, text(progress.error()));
        attributes.put(BATCH, number(progress.batch()));
        attributes.put(REFUSALS, number(progress.refusals()));
        return attributes;
    }

    static StoredDestination read(Item item) {
        return new StoredDestination(
                item.text(Partition.TABLE_KEY).substring(PARTITION.length()),
                item.text(Partition.SORT_KEY).substring(PREFIX.length()),
                item.time(CREATED),
                item.number(REVISION),
                new DestinationSettings(
                        item.text("kind"),
                        item.text("url"),
                        item.textOrNull(FORM),
                        item.text("filter"),
                        item.number("secret"),
                        item.has(PREVIOUS_SECRET) ? item.number(PREVIOUS_SECRET) : null,
                        item.timeOrNull(PREVIOUS_UNTIL)),
                new DeliveryProgress(
                        DeliveryState.of(item.text(STATE)),
                        item.text(ORIGIN),
                        item.number(NEXT),
                        item.has(HORIZON) ? item.number(HORIZON) : null,
                        (int) item.number(FAILURES),
                        item.timeOrNull(NEXT_ATTEMPT),
                        item.timeOrNull(LAST_SUCCESS),
                        item.timeOrNull(LAST_FAILURE),
                        item.timeOrNull(FAILING_SINCE),
                        item.textOrNull(ERROR),
                        (int) item.number(BATCH),
                        (int) item.number(REFUSALS),
                        item.number(SKIPPED),
                        item.number(GONE),
                        item.number(TOO_OLD),
                        item.has(REPLAY_ID)
                                ? new Replay(item.text(REPLAY_ID), item.number(REPLAY_NEXT), item.number(REPLAY_END))
                                : null));
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    private static @Nullable AttributeValue text(@Nullable String text) {
        return text == null ? null : AttributeValue.fromS(text);
    }

    private static @Nullable AttributeValue time(@Nullable Instant time) {
        return time == null ? null : number(time.toEpochMilli());
    }
}
