package dev.containerevents.infra.stack;

import static dev.containerevents.infra.stack.Mutation.in;
import static dev.containerevents.infra.stack.Mutation.list;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;

/// Ways to break what follows the table's stream, each with the check that must notice it.
final class StreamMutations {

    private static final String LEDGER = "/Resources/UpdateLedgerMapping/Properties";
    private static final String PUBLISHING = "/Resources/PublishEventsMapping/Properties";
    private static final StackTemplate TEMPLATE = Synthesised.template();

    private StreamMutations() {}

    static Stream<Mutation> all() {
        return Stream.of(mappings(), ledger(), publishing(), surroundings(), rights())
                .flatMap(mutations -> mutations);
    }

    private static Stream<Mutation> mappings() {
        String ends = "feeds two functions by their alias from the table's stream";
        String done = "feeds them what they are for only, each until it is done";
        return Stream.of(
                in(ends, LEDGER, node -> node.putObject("FunctionName").put("Ref", "UpdateLedger")),
                in(ends, LEDGER, node -> node.put("FunctionName", "UpdateLedger:$LATEST")),
                in(ends, PUBLISHING, node -> node.set("FunctionName", at(LEDGER + "/FunctionName"))),
                list(ends, PUBLISHING + "/EventSourceArn/Fn::GetAtt", node -> node.set(1, "Arn")),
                in(ends, "/Resources", node -> node.remove("UpdateLedgerMapping")),
                in(done, LEDGER, node -> node.remove("FilterCriteria")),
                in(done, PUBLISHING, node -> node.remove("FilterCriteria")),
                list(done, LEDGER + "/FilterCriteria/Filters", node -> node.remove(1)),
                in(
                        done,
                        LEDGER + "/FilterCriteria/Filters/1",
                        node -> node.put(
                                "Pattern",
                                node.path("Pattern").asText().replace("\"MODIFY\"", "\"MODIFY\",\"REMOVE\""))),
                in(
                        done,
                        LEDGER + "/FilterCriteria/Filters/1",
                        node -> node.put(
                                "Pattern", node.path("Pattern").asText().replace("S#", "L#"))),
                in(
                        done,
                        LEDGER + "/FilterCriteria/Filters/0",
                        node -> node.put(
                                "Pattern", node.path("Pattern").asText().replace("E#", "C#"))),
                list(
                        done,
                        PUBLISHING + "/FilterCriteria/Filters",
                        node -> node.addObject().put("Pattern", "{}")),
                in(
                        done,
                        PUBLISHING + "/FilterCriteria/Filters/0",
                        node -> node.put(
                                "Pattern", node.path("Pattern").asText().replace("INSERT", "REMOVE"))),
                in(done, LEDGER, node -> node.put("MaximumRetryAttempts", 3)),
                in(done, PUBLISHING, node -> node.remove("MaximumRetryAttempts")),
                in(done, LEDGER, node -> node.put("MaximumRecordAgeInSeconds", 3600)),
                in(done, PUBLISHING, node -> node.put("BisectBatchOnFunctionError", false)),
                in(done, LEDGER, node -> node.put("MaximumBatchingWindowInSeconds", 300)));
    }

    private static Stream<Mutation> ledger() {
        String log = "logs every event from the first, shard by shard";
        return Stream.of(
                in(log, LEDGER, node -> node.put("StartingPosition", "LATEST")),
                in(log, LEDGER, node -> node.remove("TumblingWindowInSeconds")),
                in(log, LEDGER, node -> node.put("ParallelizationFactor", 10)),
                in(log, LEDGER, node -> node.put("BatchSize", 10)),
                in(log, LEDGER, node -> node.put("Enabled", false)),
                in(log, LEDGER, node -> node.remove("FunctionResponseTypes")));
    }

    private static Stream<Mutation> publishing() {
        String publish = "publishes new events where the deployer wants it";
        return Stream.of(
                in(publish, PUBLISHING, node -> node.put("Enabled", true)),
                in(publish, "/Parameters/Publish", node -> node.put("Default", "true")),
                in(publish, "/Parameters/Publish", node -> node.remove("AllowedValues")),
                in(publish, PUBLISHING, node -> node.put("StartingPosition", "TRIM_HORIZON")),
                in(publish, PUBLISHING, node -> node.put("BatchSize", 10_000)),
                in(publish, PUBLISHING, node -> node.put("TumblingWindowInSeconds", 900)),
                in(publish, PUBLISHING, node -> node.remove("FunctionResponseTypes")));
    }

    private static Stream<Mutation> surroundings() {
        String letters = "keeps dead letters for 14 days whatever becomes of the stack";
        String bus = "has one bus, of the stack's name";
        String told = "tells the functions of stream, queue and bus";
        String queue = "/Resources/" + TEMPLATE.id("AWS::SQS::Queue", "DeadLetters");
        String policy = "/Resources/" + only("AWS::SQS::QueuePolicy") + "/Properties/PolicyDocument/Statement";
        return Stream.of(
                in(letters, queue, node -> node.put("DeletionPolicy", "Delete")),
                in(letters, queue, node -> node.remove("UpdateReplacePolicy")),
                in(letters, queue + "/Properties", node -> node.remove("MessageRetentionPeriod")),
                in(letters, queue + "/Properties", node -> node.put("SqsManagedSseEnabled", false)),
                list(letters, policy, node -> node.remove(0)),
                in(letters, policy + "/0", node -> node.put("Effect", "Allow")),
                in(
                        bus,
                        "/Resources/" + only("AWS::Events::EventBus") + "/Properties",
                        node -> node.put("Name", "events")),
                in(
                        told,
                        "/Resources/PublishEvents/Properties/Environment/Variables",
                        node -> node.put("EVENT_BUS", "default")),
                in(
                        told,
                        "/Resources/UpdateLedger/Properties/Environment/Variables",
                        node -> node.remove("DEAD_LETTERS_URL")));
    }

    private static Stream<Mutation> rights() {
        String rights = "allows the stream's functions what they are for and no more";
        String read = TEMPLATE.statement("UpdateLedger", "dynamodb:GetRecords");
        return Stream.of(
                list(rights, read + "/Action", node -> node.remove(0)),
                list(rights, read + "/Action", node -> node.add("dynamodb:PutItem")),
                list(rights, read + "/Resource/Fn::GetAtt", node -> node.set(1, "Arn")),
                in(
                        rights,
                        TEMPLATE.statement("UpdateLedger", "dynamodb:ListStreams"),
                        node -> node.set("Resource", at(read + "/Resource"))),
                in(
                        rights,
                        TEMPLATE.statement("UpdateLedger", "dynamodb:UpdateItem")
                                + "/Condition/ForAllValues:StringLike",
                        node -> node.putArray("dynamodb:LeadingKeys").add("E#*")),
                in(
                        rights,
                        TEMPLATE.statement("UpdateLedger", "dynamodb:PutItem") + "/Condition/ForAllValues:StringLike",
                        node -> node.putArray("dynamodb:LeadingKeys").add("E#*")),
                in(
                        rights,
                        TEMPLATE.statement("UpdateLedger", "sqs:SendMessage"),
                        node -> node.put("Action", "sqs:ReceiveMessage")),
                in(
                        rights,
                        TEMPLATE.statement("PublishEvents", "sqs:SendMessage"),
                        node -> node.set("Resource", at(read + "/Resource"))),
                in(
                        rights,
                        TEMPLATE.statement("PublishEvents", "events:PutEvents"),
                        node -> node.put("Action", "events:PutRule")),
                in(rights, TEMPLATE.statement("VerifyLedger", "dynamodb:UpdateItem"), node -> node.remove("Condition")),
                in(
                        "alarms when the stream is not followed",
                        "/Resources/" + TEMPLATE.alarm("IteratorAge") + "/Properties",
                        node -> node.put("Threshold", 86_400_000)),
                in(
                        "alarms when the stream is not followed",
                        "/Resources/" + TEMPLATE.alarm("IteratorAge") + "/Properties/Metrics/0",
                        node -> node.put("Expression", "MAX([publishevents])")),
                in(
                        "alarms when the stream is not followed",
                        "/Resources/" + TEMPLATE.alarm("DeadLettersWaiting") + "/Properties",
                        node -> node.put("Statistic", "Average")));
    }

    private static JsonNode at(String pointer) {
        return TEMPLATE.json().at(pointer).deepCopy();
    }

    private static String only(String type) {
        return TEMPLATE.resources(type).keySet().iterator().next();
    }
}
