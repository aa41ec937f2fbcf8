package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Records the responses to the clients of one organisation, and compares them with what the organisation has.
/// Each event has a name, which is its `source`. Thread-safe.
final class Ledger {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

    /// @throws AssertionError if it was acknowledged before under another id
    void acknowledge(String name, String id) {
        String before = acknowledged.putIfAbsent(name, id);
        if (before != null && !before.equals(id)) {
            throw new AssertionError(name + " is " + before + " and " + id);
        }
    }

    /// An event without a key whose answer was an error: it may have been stored.
    void doubt(String name) {
        doubtful.add(name);
    }

    Map<String, String> acknowledged() {
        return acknowledged;
    }

    /// Walks all events of the organisation. Each acknowledged event must be there once, with its id; besides
    /// these, only events in doubt may be there, once each. Then waits until the counters agree.
    ///
    /// @return the ids
    Collection<String> compareWith(Client client, String org) throws Exception {
        Map<String, String> stored = new HashMap<>();
        Map<String, Long> tallies = new TreeMap<>();
        for (JsonNode event : events(client, "/orgs/" + org + "/events?limit=1000")) {
            String name = event.path("source").asText();
            String other = stored.put(name, event.path("event_id").asText());
            assertThat(other).as("stored twice: " + name).isNull();
            assertThat(event.path("org_id").asText()).isEqualTo(org);
            Instant hour = Instant.parse(event.path("timestamp").asText()).truncatedTo(ChronoUnit.HOURS);
            tallies.merge(bucket(event, hour.toString()), 1L, Long::sum);
        }
        assertThat(stored).containsAllEntriesOf(acknowledged);
        assertThat(stored.keySet())
                .allSatisfy(name -> assertThat(acknowledged.containsKey(name) || doubtful.contains(name))
                        .as("stored, and nobody sent it in vain: " + name)
                        .isTrue());
        Instant end = Instant.now().plus(SOON);
        Map<String, Long> counted = counted(client, org);
        while (!counted.equals(tallies) && Instant.now().isBefore(end)) {
            Thread.sleep(100);
            counted = counted(client, org);
        }
        assertThat(counted).isEqualTo(tallies);
        return stored.values();
    }

    private static List<JsonNode> events(Client client, String path) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        String token = "";
        do {
            Client.Answer page = client.get(token.isEmpty() ? path : path + "&next_token=" + token);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            page.json().path("events").forEach(events::add);
            token = page.json().path("next_token").asText();
        } while (!token.isEmpty());
        return events;
    }

    private static Map<String, Long> counted(Client client, String org) throws Exception {
        Client.Answer answer = client.get("/orgs/" + org + "/events/count?start=" + Writer.FIRST_HOUR
                + "&interval=hour&group_by=event_type&group_by=status");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("next_token").asText()).isEmpty();
        Map<String, Long> counted = new TreeMap<>();
        answer.json()
                .path("buckets")
                .forEach(bucket -> counted.put(
                        bucket(
                                bucket,
                                Instant.parse(bucket.path("start").asText()).toString()),
                        bucket.path("count").asLong()));
        return counted;
    }

    private static String bucket(JsonNode node, String hour) {
        return hour + " " + node.path("event_type").asText() + " "
                + node.path("status").asText();
    }
}
