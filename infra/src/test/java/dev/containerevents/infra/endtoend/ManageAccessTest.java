package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Managing organisations and keys by Lambda's Invoke API, as `aws lambda invoke --endpoint-url` does.
final class ManageAccessTest {

    @Test
    void createsAnOrganisationThatCanBeWrittenAndRead() throws Exception {
        Cloud cloud = Cloud.current();
        assumeTrue(cloud.local().isPresent(), "in AWS the Invoke call wants a signature");
        String org = "o-" + UUID.randomUUID();
        assertThat(invoke(cloud, "{\"action\":\"create_org\",\"org_id\":\"" + org + "\"}")
                        .path("created")
                        .asBoolean())
                .isTrue();
        JsonNode key =
                invoke(cloud, "{\"action\":\"issue_key\",\"org_id\":\"" + org + "\",\"rights\":[\"read\",\"write\"]}");
        Client client = cloud.client("Bearer " + key.path("key").asText());
        String container = "/orgs/" + org + "/containers/c-1/events";

        String id = client.log(container, "{\"event_type\":\"CREATE\",\"status\":\"SUCCESS\"}");
        assertThat(client.walk(container + "?limit=5")).containsExactly(id);
        assertThat(client.get("/orgs/" + cloud.org() + "/events").status()).isEqualTo(403);

        assertThat(invoke(
                                cloud,
                                "{\"action\":\"revoke_key\",\"key_id\":\""
                                        + key.path("key_id").asText() + "\"}")
                        .path("revoked")
                        .asBoolean())
                .isTrue();
        // Another spelling of the same key, so that the gateway invokes the authorizer again.
        assertThat(cloud.client("Token " + key.path("key").asText())
                        .get(container)
                        .status())
                .isEqualTo(401);
    }

    private static JsonNode invoke(Cloud cloud, String command) throws Exception {
        return cloud.invoke("ManageAccess", command);
    }
}
