package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The mappings of the table's stream, and the resources that they need.
record StreamChecks() {

    private static final String MAPPING = "AWS::Lambda::EventSourceMapping";
    private static final String STAGED =
            "{\"eventName\":[\"INSERT\",\"MODIFY\"],\"dynamodb\":{\"Keys\":{\"pk\":{\"S\":[{\"prefix\":\"S#\"}]}}}}";
    private static final String EVENTS = "\"dynamodb\":{\"Keys\":{\"pk\":{\"S\":[{\"prefix\":\"E#\"}]}}}";

    List<Check> all() {
        return List.of(
                new Check("feeds two functions by their alias from the table's stream", this::ends),
                new Check("feeds them what they are for only, each until it is done", this::untilDone),
                new Check("logs every event from the first, shard by shard", this::ledger),
                new Check("publishes new events where the deployer wants it", this::publishing),
                new Check("keeps dead letters for 14 days whatever becomes of the stack", this::deadLetters),
                new Check("has one bus, of the stack's name", this::bus),
                new Check("tells the functions of stream, queue and bus", this::environment));
    }

    private void ends(StackTemplate template, Findings findings) {
        Map<String, String> expected = new TreeMap<>();
        for (String function : List.of("UpdateLedger", "PublishEvents")) {
            expected.put(function + "Mapping", "${" + template.alias(function).orElse("no alias") + "}");
        }
        Map<String, String> actual = new TreeMap<>();
        ofStream(template).forEach((id, mapping) -> actual.put(id, StackTemplate.text(mapping.path("FunctionName"))));
        findings.same("the mappings", expected.entrySet(), actual.entrySet());
        String stream = template.resources("AWS::DynamoDB::Table").keySet().stream()
                .map(table -> "${" + table + ".StreamArn}")
                .findFirst()
                .orElse("");
        ofStream(template)
                .forEach((id, mapping) ->
                        findings.equal(id + " EventSourceArn", stream, mapping.path("EventSourceArn")));
    }

    /// Returns all mappings but that of the queue of due destinations.
    private static Map<String, JsonNode> ofStream(StackTemplate template) {
        Map<String, JsonNode> mappings = template.properties(MAPPING);
        mappings.remove("DeliverEventsMapping");
        return mappings;
    }

    private void untilDone(StackTemplate template, Findings findings) {
        patterns(template, findings, "UpdateLedgerMapping", "{" + EVENTS + "}", STAGED);
        patterns(template, findings, "PublishEventsMapping", "{\"eventName\":[\"INSERT\"]," + EVENTS + "}");
        ofStream(template).forEach((id, mapping) -> {
            findings.equal(id + " MaximumRetryAttempts", -1, mapping.path("MaximumRetryAttempts"));
            findings.equal(id + " MaximumRecordAgeInSeconds", -1, mapping.path("MaximumRecordAgeInSeconds"));
            findings.equal(id + " BisectBatchOnFunctionError", true, mapping.path("BisectBatchOnFunctionError"));
            findings.equal(id + " MaximumBatchingWindowInSeconds", 1, mapping.path("MaximumBatchingWindowInSeconds"));
        });
    }

    private static void patterns(StackTemplate template, Findings findings, String mapping, String... expected) {
        JsonNode filters = template.named(mapping).path("FilterCriteria").path("Filters");
        findings.equal(mapping + "'s filters", expected.length, String.valueOf(filters.size()));
        for (int i = 0; i < expected.length; i++) {
            findings.equal(
                    mapping + "'s filter " + i, expected[i], filters.path(i).path("Pattern"));
        }
    }

    private void ledger(StackTemplate template, Findings findings) {
        JsonNode mapping = template.named("UpdateLedgerMapping");
        findings.equal("the ledger StartingPosition", "TRIM_HORIZON", mapping.path("StartingPosition"));
        findings.equal("the ledger BatchSize", 1000, mapping.path("BatchSize"));
        findings.equal("the ledger TumblingWindowInSeconds", 900, mapping.path("TumblingWindowInSeconds"));
        // With a window, Lambda allows no other value.
        findings.equal("the ledger ParallelizationFactor", 1, mapping.path("ParallelizationFactor"));
        findings.equal("the ledger Enabled", true, mapping.path("Enabled"));
        findings.equal(
                "the ledger FunctionResponseTypes",
                "[\"ReportBatchItemFailures\"]",
                mapping.path("FunctionResponseTypes"));
    }

    private void publishing(StackTemplate template, Findings findings) {
        JsonNode mapping = template.named("PublishEventsMapping");
        findings.equal("publishing StartingPosition", "LATEST", mapping.path("StartingPosition"));
        findings.equal("publishing BatchSize", 100, mapping.path("BatchSize"));
        findings.equal(
                "publishing FunctionResponseTypes",
                "[\"ReportBatchItemFailures\"]",
                mapping.path("FunctionResponseTypes"));
        findings.unless(!mapping.has("TumblingWindowInSeconds"), "publishing has windows");
        findings.equal("publishing Enabled", "${Publish}", mapping.path("Enabled"));
        JsonNode parameter = template.json().path("Parameters").path("Publish");
        findings.equal("Publish by default", "false", parameter.path("Default"));
        findings.equal("Publish", "[\"true\",\"false\"]", parameter.path("AllowedValues"));
    }

    private void deadLetters(StackTemplate template, Findings findings) {
        String id = template.id("AWS::SQS::Queue", "DeadLetters");
        findings.equal(
                id + " DeletionPolicy",
                "RetainExceptOnCreate",
                template.resources().path(id).path("DeletionPolicy"));
        findings.equal(
                id + " UpdateReplacePolicy",
                "Retain",
                template.resources().path(id).path("UpdateReplacePolicy"));
        JsonNode queue = template.named(id);
        findings.equal("MessageRetentionPeriod", 14 * 24 * 60 * 60, queue.path("MessageRetentionPeriod"));
        findings.equal("SqsManagedSseEnabled", true, queue.path("SqsManagedSseEnabled"));
        template.properties("AWS::SQS::QueuePolicy").forEach((policy, properties) -> {
            JsonNode statements = properties.path("PolicyDocument").path("Statement");
            findings.unless(
                    statements.size() == 1
                            && statements.path(0).path("Effect").asText().equals("Deny")
                            && statements.path(0).path("Condition").toString().contains("aws:SecureTransport"),
                    policy + " lets the queue take what is not encrypted, or opens it to others");
        });
    }

    private void bus(StackTemplate template, Findings findings) {
        findings.equal(
                "the bus's name",
                "${AWS::StackName}",
                template.only("AWS::Events::EventBus").path("Name"));
    }

    private void environment(StackTemplate template, Findings findings) {
        String queue = "${" + template.id("AWS::SQS::Queue", "DeadLetters") + "}";
        variable(template, findings, "UpdateLedger", "DEAD_LETTERS_URL", queue);
        variable(template, findings, "PublishEvents", "DEAD_LETTERS_URL", queue);
        variable(template, findings, "PublishEvents", "EVENT_BUS", reference(template, "AWS::Events::EventBus"));
    }

    private static void variable(
            StackTemplate template, Findings findings, String function, String name, String expected) {
        JsonNode variables = template.named(function).path("Environment").path("Variables");
        findings.equal(function + "'s " + name, expected, variables.path(name));
    }

    private static String reference(StackTemplate template, String type) {
        return template.resources(type).keySet().stream()
                .findFirst()
                .map(id -> "${" + id + "}")
                .orElse("no " + type);
    }
}
