package dev.containerevents.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A key is replaced by another one.
final class KeyRotationTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final ManageAccess manageAccess = new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans());
    private final Authorizer authorizer =
            new Authorizer(TABLE.access(), new Log(TABLE.ledger()), "", "", LocalPlans.PREFIX);

    @BeforeAll
    static void createOrg() throws IOException {
        HandlerInvocation.of(
                new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans()),
                "{\"action\":\"create_org\",\"org_id\":\"acme\"}");
    }

    @Test
    void givesTheNewKeyTheSettingsOfTheOldOne() throws IOException {
        JsonNode old = issue(",\"expires\":\"2999-01-01T00:00:00Z\",\"note\":\"gatehouse\"");

        JsonNode rotated = rotate(old, "");

        assertThat(rotated.path("org_id").asText()).isEqualTo("acme");
        assertThat(rotated.path("replaces")).isEqualTo(old.path("key_id"));
        assertThat(rotated.path("key").asText())
                .matches("ce_" + rotated.path("key_id").asText() + "_[0-9a-f]{48}")
                .isNotEqualTo(old.path("key").asText());
        JsonNode shown = shown(rotated);
        assertThat(shown.path("rights").toString()).isEqualTo("[\"read\"]");
        assertThat(shown.path("note").asText()).isEqualTo("gatehouse");
        assertThat(shown.path("expires").asText()).isEqualTo("2999-01-01T00:00:00Z");
        assertThat(shown.has("retires")).isFalse();
    }

    @Test
    void letsBothWorkForADayByDefault() throws IOException {
        JsonNode old = issue("");
        Instant before = Instant.now();

        JsonNode rotated = rotate(old, "");

        authorize(old);
        authorize(rotated);
        Instant ends = Instant.parse(rotated.path("replaced_ends").asText());
        assertThat(ends)
                .isBetween(
                        before.plus(Duration.ofHours(24)).minusMillis(1),
                        Instant.now().plus(Duration.ofHours(24)));
        assertThat(shown(old).path("retires").asText()).isEqualTo(ends.toString());
    }

    @Test
    void endsTheOldKeyAtOnceWithoutAnOverlap() throws IOException {
        JsonNode old = issue("");

        JsonNode rotated = rotate(old, ",\"overlap_hours\":0");

        assertThatThrownBy(() -> authorize(old)).hasMessage("Unauthorized");
        authorize(rotated);
    }

    /// The response with the new key can be lost. Repeating the command must neither return a key that ends in a
    /// day nor extend the old one.
    @Test
    void canBeAskedAgainWhenItsAnswerIsLost() throws IOException {
        JsonNode old = issue("");
        JsonNode lost = rotate(old, ",\"overlap_hours\":1");

        JsonNode rotated = rotate(old, ",\"overlap_hours\":2");

        assertThat(rotated.has("expires")).isFalse();
        assertThat(rotated.path("replaced_ends")).isEqualTo(lost.path("replaced_ends"));
        assertThat(shown(lost).has("retires"))
                .as("to be revoked by whoever sees it listed")
                .isFalse();
    }

    @Test
    void keepsTheEarlierOfTwoConcurrentEnds() throws IOException {
        JsonNode old = issue("");
        AtomicBoolean asked = new AtomicBoolean();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(call -> {
                if (call.operation().equals("TransactWriteItems") && !asked.getAndSet(true)) {
                    endAtOnce(old);
                }
                return FaultProxy.Fault.PASS;
            });
            JsonNode late = HandlerInvocation.of(
                    new ManageAccess(
                            TABLE.through(proxy).access(), TABLE.through(proxy).ledger(), new LocalPlans()),
                    "{\"action\":\"rotate_key\",\"key_id\":\""
                            + old.path("key_id").asText() + "\"}");

            assertThat(late.path("status").asInt()).as(late.toString()).isEqualTo(409);
        }
        assertThatThrownBy(() -> authorize(old)).hasMessage("Unauthorized");
    }

    private void endAtOnce(JsonNode key) {
        try {
            rotate(key, ",\"overlap_hours\":0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void neverLetsTheOldKeyWorkLongerThanItWouldHave() throws IOException {
        String soon = Instant.now().plusSeconds(600).toString();
        JsonNode old = issue(",\"expires\":\"" + soon + "\"");

        JsonNode rotated = rotate(old, "");

        assertThat(rotated.path("replaced_ends")).isEqualTo(rotated.path("expires"));
        assertThat(shown(old).path("expires")).isEqualTo(rotated.path("expires"));
    }

    @Test
    void doesNotRotateAnEndedKey() throws IOException {
        JsonNode old = issue("");
        command("{\"action\":\"revoke_key\",\"key_id\":\"" + old.path("key_id").asText() + "\"}");
        int keys = keys().size();

        assertThat(rotate(old, "").path("status").asInt()).isEqualTo(409);

        assertThat(keys()).hasSize(keys);
    }

    private JsonNode issue(String more) throws IOException {
        return command("{\"action\":\"issue_key\",\"org_id\":\"acme\",\"rights\":[\"read\"]" + more + "}");
    }

    private JsonNode rotate(JsonNode key, String more) throws IOException {
        return command(
                "{\"action\":\"rotate_key\",\"key_id\":\"" + key.path("key_id").asText() + "\"" + more + "}");
    }

    private JsonNode keys() throws IOException {
        return command("{\"action\":\"list_keys\",\"org_id\":\"acme\"}").path("keys");
    }

    private JsonNode shown(JsonNode key) throws IOException {
        return keys().valueStream()
                .filter(shown -> shown.path("key_id").equals(key.path("key_id")))
                .findAny()
                .orElseThrow();
    }

    private JsonNode command(String command) throws IOException {
        return HandlerInvocation.of(manageAccess, command);
    }

    /// Fails if the key is invalid.
    private void authorize(JsonNode key) throws IOException {
        HandlerInvocation.of(
                authorizer,
                "{\"type\":\"TOKEN\",\"authorizationToken\":\"Bearer "
                        + key.path("key").asText()
                        + "\",\"methodArn\":\"arn:aws:execute-api:eu-central-1:1:api/v1/GET/orgs/acme/events\"}");
    }
}
