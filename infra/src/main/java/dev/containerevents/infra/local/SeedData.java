package dev.containerevents.infra.local;

import dev.containerevents.auth.ApiKey;
import dev.containerevents.event.Permission;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.StoredKey;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The initial content of the local cloud's table: two organisations and their keys. These keys exist nowhere
/// else.
final class SeedData {

    private SeedData() {}

    /// Stores what doesn't exist yet.
    static void store(URI dynamoDb, String tableName) {
        try (DynamoDbClient client = client(dynamoDb)) {
            AccessTable table = new AccessTable(client, tableName);
            table.create("acme");
            table.create("globex");
            table.add(key("acme", "acme", EnumSet.allOf(Permission.class)));
            table.add(key("acmereader", "acme", EnumSet.of(Permission.READ)));
            table.add(key("globex", "globex", EnumSet.allOf(Permission.class)));
        }
    }

    private static DynamoDbClient client(URI dynamoDb) {
        return DynamoDbClient.builder()
                .endpointOverride(dynamoDb)
                .region(Region.of(Arn.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(Roles.ADMINISTRATOR, Roles.ADMINISTRATOR)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /// Returns the key `ce_<id>_local`.
    private static StoredKey key(String id, String org, Set<Permission> rights) {
        return new StoredKey(
                id, org, new ApiKey(id, "local").hash(), rights, null, null, Instant.EPOCH, null, null, null);
    }
}
