package dev.containerevents.infra.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;

/// A new organisation, created with ManageAccess.
///
/// @param key may read, write and manage destinations
record Tenant(Cloud cloud, String org, String key) {

    static Tenant create(Cloud cloud) throws Exception {
        return create(cloud, "o-" + UUID.randomUUID());
    }

    /// Creates an organisation with that name.
    static Tenant create(Cloud cloud, String org) throws Exception {
        assumeTrue(cloud.local().isPresent(), "in AWS the Invoke call wants a signature");
        cloud.invoke("ManageAccess", "{\"action\":\"create_org\",\"org_id\":\"" + org + "\"}");
        return new Tenant(
                cloud,
                org,
                issue(cloud, org, "\"read\",\"write\",\"deliver\"", "")
                        .path("key")
                        .asText());
    }

    /// Issues a further key.
    ///
    /// @param more members of the command, each with a comma before it
    JsonNode issue(String rights, String more) throws Exception {
        return issue(cloud, org, rights, more);
    }

    private static JsonNode issue(Cloud cloud, String org, String rights, String more) throws Exception {
        return cloud.invoke(
                "ManageAccess",
                "{\"action\":\"issue_key\",\"org_id\":\"" + org + "\",\"rights\":[" + rights + "]" + more + "}");
    }

    /// Returns the response of ManageAccess to a command about a key.
    ///
    /// @param more members of the command, each with a comma before it
    JsonNode manage(String action, JsonNode issued, String more) throws Exception {
        return cloud.invoke(
                "ManageAccess",
                "{\"action\":\"" + action + "\",\"key_id\":\""
                        + issued.path("key_id").asText() + "\"" + more + "}");
    }

    Client client() {
        return cloud.client("Bearer " + key);
    }

    String path(String rest) {
        return "/orgs/" + org + rest;
    }

    /// Logs an event of that type in that second of an hour. All its texts contain the organisation's name.
    String log(String container, String type, int second) throws Exception {
        String event = new ObjectMapper()
                .createObjectNode()
                .put("event_type", type)
                .put("status", "FAIL")
                .put("timestamp", String.format("2023-11-18T12:00:%02dZ", second))
                .put("message", "door of " + org)
                .put("source", org)
                .set("actor", new ObjectMapper().createObjectNode().put("id", "joe of " + org))
                .toString();
        return client().log(path("/containers/" + container + "/events"), event);
    }
}
