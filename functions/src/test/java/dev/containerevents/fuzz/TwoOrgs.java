package dev.containerevents.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.Handlers;
import dev.containerevents.auth.ApiKey;
import dev.containerevents.delivery.LocalDelivery;
import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Scope;
import dev.containerevents.event.Status;
import dev.containerevents.http.Caller;
import dev.containerevents.http.Credential;
import dev.containerevents.json.JsonText;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.LocalEngine;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredKey;
import dev.containerevents.table.StoredToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A table with two organisations: the caller's, and one whose events no response may show. All texts of the
/// other's events contain a marker that is never sent.
record TwoOrgs(LocalTable table, String marker) {

    static final Org OWN = Org.plain("acme");
    static final Org OTHER = Org.plain("globex");

    private static final Map<Place, TwoOrgs> SHARED = new ConcurrentHashMap<>();

    private static final int EVENTS = 8;
    private static final List<String> CORE_TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE");
    private static final Set<String> POSITIONS =
            Set.of("event_id", "id", "uuid", "url", "next_token", "prev_token", "nextToken");

    private record Place(LocalEngine engine, boolean written) {}

    /// On each engine, one for all handlers that only read, and one for those that write.
    static TwoOrgs shared(LocalEngine engine, boolean written) {
        return SHARED.computeIfAbsent(new Place(engine, written), _ -> create(engine));
    }

    /// For one handler alone.
    static TwoOrgs create(LocalEngine engine) {
        TwoOrgs orgs = new TwoOrgs(LocalTable.streamed(engine), "m" + UUID.randomUUID());
        orgs.fill(OWN, "own", "8");
        orgs.fill(OTHER, orgs.marker, "9");
        Appending.catchUp(orgs.table);
        LocalDelivery.fill(orgs.table, OWN.id());
        return orgs;
    }

    private void fill(Org org, String word, String variant) {
        table.access().create(org.id());
        table.access()
                .add(new StoredKey(
                        org.id(),
                        org.id(),
                        key(org).hash(),
                        EnumSet.allOf(Permission.class),
                        null,
                        word,
                        Instant.EPOCH,
                        null,
                        null,
                        null));
        ApiKey sourceKey = sourceKey(org);
        table.access()
                .add(new StoredKey(
                        sourceKey.id(),
                        org.id(),
                        sourceKey.hash(),
                        EnumSet.of(Permission.WRITE),
                        "okta",
                        word,
                        Instant.EPOCH,
                        null,
                        null,
                        null));
        ApiKey token = token(org);
        Instant now = Instant.now();
        table.access()
                .add(
                        new StoredToken(
                                token.id(),
                                org.id(),
                                token.hash(),
                                org.id(),
                                new Scope("c-1", null),
                                now,
                                now.plusSeconds(3600),
                                null),
                        new RequestBudget());
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            EventId id = EventId.parse("018be24b-7e00-7000-" + variant + "000-00000000000" + i)
                    .orElseThrow();
            // The other organisation's types could be listed too.
            String type = i < CORE_TYPES.size() ? CORE_TYPES.get(i) : word;
            EventDetails details = Details.of(
                    type,
                    i % 2 == 0 ? Status.FAIL : Status.SUCCESS,
                    Actor.of("joe " + word),
                    "door " + word,
                    new JsonText("{\"word\":\"" + word + "\"}"),
                    "192.0.2.7",
                    word,
                    null);
            events.add(Event.of(id, new Container(org.id(), "c-1"), id.timestamp(), details, org));
        }
        table.load(events, org);
    }

    /// The key of an organisation.
    static ApiKey key(Org org) {
        return new ApiKey(org.id(), "secretof" + org.id());
    }

    /// The key of an organisation for the source `okta`.
    static ApiKey sourceKey(Org org) {
        return new ApiKey("s" + org.id(), "secretof" + org.id());
    }

    /// The viewer token of an organisation's key for one container.
    static ApiKey token(Org org) {
        return new ApiKey("v" + (org.equals(OWN) ? "1" : "2").repeat(16), "secretof" + org.id());
    }

    /// The authorizer's context of a key with all rights in its organisation.
    static JsonNode context(Org org) {
        Caller caller = new Caller(
                org,
                EnumSet.allOf(Permission.class),
                Optional.empty(),
                Optional.empty(),
                new Credential(org.id(), Optional.empty(), Scope.ALL));
        return JsonMutation.MAPPER.valueToTree(caller.context());
    }

    /// Returns ids and tokens of an operation, of both organisations.
    Set<String> positions(String folder, String operation, List<ObjectNode> samples) throws Exception {
        Set<String> positions = new TreeSet<>();
        for (Org org : List.of(OWN, OTHER)) {
            int before = positions.size();
            for (ObjectNode sample : samples) {
                if (positions.size() > before) {
                    break;
                }
                ObjectNode event = sample.deepCopy();
                ((ObjectNode) event.path("requestContext")).set("authorizer", context(org));
                if (event.path("pathParameters") instanceof ObjectNode path && path.has("org_id")) {
                    path.put("org_id", org.id());
                }
                ObjectNode query = event.putObject("multiValueQueryStringParameters");
                for (String page : List.of("limit", "pageSize", "page_size")) {
                    if (sample.toString().contains(page)) {
                        query.putArray(page).add("2");
                    }
                }
                JsonNode answer = HandlerInvocation.of(Handlers.on(table, folder, operation), event.toString());
                if (answer.path("statusCode").asInt() == 200
                        && answer.at("/headers/Content-Type").asText().startsWith("application/json")
                        && !answer.path("body").asText().isEmpty()) {
                    collect(JsonMutation.MAPPER.readTree(answer.path("body").asText()), positions);
                }
            }
        }
        return positions;
    }

    private static void collect(JsonNode node, Set<String> positions) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (POSITIONS.contains(member.getKey()) && member.getValue().isValueNode()) {
                positions.add(member.getValue().asText());
            }
        }
        node.forEach(child -> collect(child, positions));
    }

    /// Returns how many events the other organisation has, in both places of each.
    long eventsOfTheOther() {
        return table.client().scanPaginator(scan -> scan.tableName(table.name())).items().stream()
                .filter(item -> begins(item, "pk", "E#" + OTHER.id() + "#") || begins(item, "by_org", OTHER.id() + "#"))
                .count();
    }

    private static boolean begins(Map<String, AttributeValue> item, String attribute, String text) {
        return item.containsKey(attribute) && item.get(attribute).s().startsWith(text);
    }
}
