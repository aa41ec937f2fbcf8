package dev.containerevents.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Tier;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.StoredOrg;
import dev.containerevents.table.StoredTier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The limits of an organisation, from the operator's command to the authorizer's response.
final class LimitsTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final Instant NOW = Instant.parse("2026-11-21T15:00:00Z");

    private final LocalPlans plans = new LocalPlans();
    private final ManageAccess manageAccess = new ManageAccess(TABLE.access(), TABLE.ledger(), plans);

    @Test
    void countsOrganisationsWithoutATierByTheirIdInOneOf32Buckets() {
        Map<String, Long> buckets = IntStream.range(0, 3_200)
                .mapToObj(number -> UsageKey.of(org("org-" + number, StoredTier.NONE), LocalPlans.PREFIX, NOW))
                .collect(Collectors.groupingBy(key -> key, Collectors.counting()));

        assertThat(buckets.keySet())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, UsageKey.SHARED)
                        .mapToObj(number -> LocalPlans.PREFIX + UsageKey.sharedSuffix(number))
                        .toList());
        assertThat(buckets.values()).as("of 3,200 organisations").allMatch(count -> count > 50 && count < 150);
        assertThat(buckets.keySet()).as("as API Gateway requires").allMatch(key -> key.matches("[0-9a-z]{20,128}"));
    }

    private static StoredOrg org(String id, StoredTier tier) {
        return new StoredOrg(id, 1, 1, Instant.EPOCH, Retention.FOR_EVER, tier, null);
    }

    @Test
    void countsByTheNewKeyOnceTheGatewayKnowsIt() {
        String small = LocalPlans.PREFIX + "1";
        String large = LocalPlans.PREFIX + "2";
        StoredTier moved = new StoredTier(Tier.LARGE, Tier.SMALL, NOW, Map.of(Tier.SMALL, small, Tier.LARGE, large));
        StoredTier first = new StoredTier(Tier.LARGE, null, NOW, Map.of(Tier.LARGE, large));

        assertThat(key(moved, NOW.minusMillis(1))).isEqualTo(small);
        assertThat(key(moved, NOW)).isEqualTo(large);
        assertThat(key(first, NOW.minusMillis(1))).startsWith(LocalPlans.PREFIX + "shared");
        assertThat(first.at(NOW.minusMillis(1))).isEmpty();
        assertThat(key(first, NOW)).isEqualTo(large);
    }

    /// A table that is restored into another deployment has keys that its gateway doesn't know.
    @Test
    void sharesABucketRatherThanUseAKeyOfAnotherDeployment() {
        StoredTier foreign = new StoredTier(Tier.LARGE, null, NOW, Map.of(Tier.LARGE, "f".repeat(64)));

        assertThat(key(foreign, NOW)).startsWith(LocalPlans.PREFIX + "shared");
    }

    private static String key(StoredTier tier, Instant now) {
        return UsageKey.of(org("acme", tier), LocalPlans.PREFIX, now);
    }

    @Test
    void createsOneKeyForEachTierOfAnOrganisation() throws IOException {
        create("moving");

        JsonNode medium = command("set_tier", "moving", ",\"tier\":\"medium\"");
        command("set_tier", "moving", ",\"tier\":\"large\"");
        JsonNode back = command("set_tier", "moving", ",\"tier\":\"medium\"");

        assertThat(medium.path("tier").asText()).isEqualTo("medium");
        assertThat(Instant.parse(medium.path("tier_from").asText()))
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofSeconds(60)));
        assertThat(back.path("tier").asText()).isEqualTo("medium");
        assertThat(plans.keys()).hasSize(2);
        StoredTier stored = TABLE.access().org("moving").orElseThrow().tier();
        assertThat(stored.keys().values()).containsExactlyInAnyOrderElementsOf(plans.keys());
        assertThat(stored.at(Instant.now()))
                .as("until the gateway knows the first key")
                .isEmpty();
    }

    @Test
    void saysThatATierWasNotSetIfApiGatewayRefuses() throws IOException {
        create("refused");
        UsagePlans refusing = new UsagePlans() {
            @Override
            public String addKey(String org, Tier tier) throws Unreachable {
                throw new Unreachable(new IOException("throttled"));
            }

            @Override
            public boolean owns(String usageKey) {
                return true;
            }
        };

        JsonNode answer = HandlerInvocation.of(
                new ManageAccess(TABLE.access(), TABLE.ledger(), refusing),
                "{\"action\":\"set_tier\",\"org_id\":\"refused\",\"tier\":\"large\"}");

        assertThat(answer.path("status").asInt()).isEqualTo(503);
        assertThat(TABLE.access().org("refused").orElseThrow().tier()).isEqualTo(StoredTier.NONE);
    }

    @Test
    void tellsFunctionsTheTierAndTheBudget() throws IOException {
        String key = create("limited");
        command("set_quota", "limited", ",\"events_per_day\":1000");
        TABLE.access().putIntoTier("limited", Tier.LARGE, LocalPlans.PREFIX + "9", null, Instant.EPOCH);

        JsonNode answer = authorize(TABLE, key);

        assertThat(answer.path("usageIdentifierKey").asText()).isEqualTo(LocalPlans.PREFIX + "9");
        JsonNode context = answer.path("context");
        assertThat(context.path("tier").asText()).isEqualTo("large");
        assertThat(context.path("events_per_day").asText()).isEqualTo("1000");
        assertThat(context.path("events_left").asText()).isEqualTo("1000");
        assertThat(Instant.ofEpochSecond(context.path("events_reset").asLong()))
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(1)));
    }

    @Test
    void readsTheLogOnlyOfOrganisationsWithAQuota() throws IOException {
        String key = create("counted");
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            LocalTable watched = TABLE.through(proxy);

            authorize(watched, key);
            assertThat(proxy.calls()).as("the owner, then key and organisation").isEqualTo(2);

            command("set_quota", "counted", ",\"events_per_day\":5");
            authorize(watched, key);
            assertThat(proxy.calls()).as("the same and the end of the log").isEqualTo(2 + 3);

            JsonNode lifted = command("set_quota", "counted", ",\"events_per_day\":null");
            assertThat(lifted.has("events_per_day")).isFalse();
            authorize(watched, key);
            assertThat(proxy.calls()).isEqualTo(2 + 3 + 2);
        }
    }

    /// Returns the key of a new organisation.
    private String create(String org) throws IOException {
        command("create_org", org, "");
        assertThat(TABLE.access().org(org).orElseThrow().at(NOW)).isEqualTo(Org.plain(org));
        return command("issue_key", org, ",\"rights\":[\"write\"]").path("key").asText();
    }

    private JsonNode command(String action, String org, String more) throws IOException {
        JsonNode answer = HandlerInvocation.of(
                manageAccess, "{\"action\":\"" + action + "\",\"org_id\":\"" + org + "\"" + more + "}");
        assertThat(answer.path("status").asInt(200)).as(answer.toString()).isEqualTo(200);
        return answer;
    }

    private static JsonNode authorize(LocalTable table, String key) throws IOException {
        return HandlerInvocation.of(
                new Authorizer(table.access(), new Log(table.ledger()), "", "", LocalPlans.PREFIX),
                "{\"type\":\"TOKEN\",\"authorizationToken\":\"Bearer " + key
                        + "\",\"methodArn\":\"arn:aws:execute-api:eu-central-1:1:api/v1/GET/orgs/x/events\"}");
    }
}
