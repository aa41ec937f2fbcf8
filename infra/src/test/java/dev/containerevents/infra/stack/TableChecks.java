package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import dev.containerevents.table.Index;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The table: it has what its readers expect, and can't be lost by mistake.
record TableChecks() {

    /// DynamoDB's limit.
    private static final int INDEXES = 20;

    private static final String TABLE = "AWS::DynamoDB::Table";

    List<Check> all() {
        return List.of(
                new Check("keeps the table whatever becomes of the stack", this::kept),
                new Check("has a table paid per request with stream, expiry and encryption", this::settings),
                new Check("has each index under its own attribute", this::indexes));
    }

    private void kept(StackTemplate template, Findings findings) {
        template.resources(TABLE).forEach((id, table) -> {
            findings.equal(id + " DeletionPolicy", "Retain", table.path("DeletionPolicy"));
            findings.equal(id + " UpdateReplacePolicy", "Retain", table.path("UpdateReplacePolicy"));
        });
        JsonNode table = template.only(TABLE);
        findings.equal("DeletionProtectionEnabled", true, table.path("DeletionProtectionEnabled"));
        findings.equal(
                "point-in-time recovery",
                true,
                table.path("PointInTimeRecoverySpecification").path("PointInTimeRecoveryEnabled"));
    }

    private void settings(StackTemplate template, Findings findings) {
        JsonNode table = template.only(TABLE);
        findings.equal("BillingMode", "PAY_PER_REQUEST", table.path("BillingMode"));
        findings.equal("encryption", true, table.path("SSESpecification").path("SSEEnabled"));
        findings.equal(
                "stream",
                "NEW_AND_OLD_IMAGES",
                table.path("StreamSpecification").path("StreamViewType"));
        findings.equal("expiry", true, table.path("TimeToLiveSpecification").path("Enabled"));
        findings.equal(
                "expiry by", "expires", table.path("TimeToLiveSpecification").path("AttributeName"));
    }

    private void indexes(StackTemplate template, Findings findings) {
        JsonNode table = template.only(TABLE);
        List<String> expected =
                Arrays.stream(Index.values()).map(Index::attribute).toList();
        JsonNode indexes = table.path("GlobalSecondaryIndexes");
        findings.same("the indexes", expected, names(indexes, "IndexName"));
        findings.unless(indexes.size() <= INDEXES, indexes.size() + " indexes are too many");
        findings.equal("the table's key", keys("pk"), table.path("KeySchema"));
        indexes.forEach(index -> {
            String name = index.path("IndexName").asText();
            findings.equal(name + "'s key", keys(name), index.path("KeySchema"));
            findings.equal(
                    name + "'s projection", "ALL", index.path("Projection").path("ProjectionType"));
        });
        JsonNode attributes = table.path("AttributeDefinitions");
        findings.same(
                "the attributes",
                Stream.concat(Stream.of("pk", "sk"), expected.stream()).toList(),
                names(attributes, "AttributeName"));
        attributes.forEach(attribute -> findings.equal("an attribute's type", "S", attribute.path("AttributeType")));
    }

    private static String keys(String partition) {
        return "[{\"AttributeName\":\"" + partition
                + "\",\"KeyType\":\"HASH\"},{\"AttributeName\":\"sk\",\"KeyType\":\"RANGE\"}]";
    }

    private static List<String> names(JsonNode list, String member) {
        return list.valueStream().map(item -> item.path(member).asText()).toList();
    }
}
