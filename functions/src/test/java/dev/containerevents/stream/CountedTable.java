package dev.containerevents.stream;

import dev.containerevents.Invocation;
import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.event.Tally;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.Rollup;
import dev.containerevents.table.RollupKey;
import dev.containerevents.table.Units;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

/// A table whose events are logged at random and counted by the real handler, and what its counters must say, by
/// looking at each event.
abstract class CountedTable {

    static final Instant BEGIN = Instant.parse("2024-02-28T21:30:00Z");

    private static final Instant END = BEGIN.plus(Duration.ofDays(4));
    private static final List<String> ORGS = List.of("acme", "globex");

    /// The last ones would be mistaken for another's counters if types were not escaped.
    private static final List<String> TYPES =
            List.of("ACCESS", "BLOCK", "audit.note", "ACCESS#2024-02-29", "100%23", "ümläut");

    final LocalTable table = LocalTable.streamed();
    final LocalQueue queue = new LocalQueue();
    final UpdateRollups handler = new UpdateRollups(table.rollupWriter(), queue.deadLetters());

    /// The events that the counters must tell of.
    final List<Event> stored = new ArrayList<>();

    final long seed = System.nanoTime();

    private final Random random = new Random(seed);
    private final RandomIds ids = new RandomIds(new SecureRandom());

    @AfterEach
    void close() {
        queue.close();
    }

    final void put(int events) {
        for (int i = 0; i < events; i++) {
            put(event(BEGIN.plusSeconds(
                    random.nextInt((int) Duration.between(BEGIN, END).toSeconds()))));
        }
    }

    final void put(Event event) {
        table.events().put(event, Org.plain(event.container().org()), new Units());
        stored.add(event);
    }

    final Event event(Instant time) {
        Org org = Org.plain(ORGS.get(random.nextInt(ORGS.size())));
        EventId id = ids.next(time);
        return Event.of(
                id,
                new Container(org.id(), "c-" + random.nextInt(5)),
                Instant.now(),
                new EventDetails(
                        TYPES.get(random.nextInt(TYPES.size())),
                        random.nextInt(3) == 0 ? Status.FAIL : Status.SUCCESS,
                        new Actor("joe", new JsonText("{\"id\":\"joe\"}")),
                        "a \"message\"",
                        new JsonText("{\"a\":[1,{}]}"),
                        null,
                        null,
                        null),
                org);
    }

    final void deliver(String shard, List<String> records) throws IOException {
        Invocation.of(handler, Batch.of(shard, records));
    }

    /// What the counters must say, by looking at each event.
    final Map<RollupKey, Tally> recount() {
        Map<RollupKey, Tally> tallies = new HashMap<>();
        for (Event event : stored) {
            for (Period period : Period.values()) {
                for (String type : List.of(RollupKey.ALL_TYPES, event.details().type())) {
                    RollupKey key = new RollupKey(
                            event.container().org(),
                            period,
                            type,
                            period.floor(event.id().timestamp()));
                    tallies.merge(key, Tally.one(event.details().status()), Tally::plus);
                }
            }
        }
        return tallies;
    }

    /// What they say.
    final Map<RollupKey, Tally> rollups() {
        Map<RollupKey, Tally> tallies = new HashMap<>();
        for (String org : ORGS) {
            Rollup ever = table.rollups().everyType(org, new Units());
            tallies.putAll(ever.tallies());
            List<String> types =
                    ever.tallies().keySet().stream().map(RollupKey::type).toList();
            for (Period period : List.of(Period.HOUR, Period.DAY)) {
                tallies.putAll(table.rollups()
                        .read(org, period, types, period.floor(BEGIN), period.ceiling(END), new Units())
                        .tallies());
            }
        }
        tallies.values().removeIf(Tally.ZERO::equals);
        return tallies;
    }
}
