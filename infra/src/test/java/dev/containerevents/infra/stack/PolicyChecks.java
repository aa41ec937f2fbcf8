package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The rights of each role.
record PolicyChecks(Contract contract) {

    /// X-Ray has no resources that a policy could name.
    private static final List<String> TRACING = List.of("xray:PutTelemetryRecords", "xray:PutTraceSegments");

    private static final Set<String> WITHOUT_RESOURCE =
            Set.of("xray:PutTelemetryRecords", "xray:PutTraceSegments", "dynamodb:ListStreams");

    /// The secrets of destinations have names of their own.
    private static final String SECRETS = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
            + "/container-events/${AWS::StackName}/destinations/*";

    private static final String ACCESS_PARTITIONS = "[\"O#*\",\"K#*\"]";
    private static final String TOKEN_PARTITIONS = "[\"V#*\"]";

    /// One action on one resource, with a condition.
    private record Right(String action, String resource, String condition) {

        private static Right ofPartitions(String action, String table, String partitions) {
            return new Right(
                    action, table, "{\"ForAllValues:StringLike\":{\"dynamodb:LeadingKeys\":" + partitions + "}}");
        }
    }

    List<Check> all() {
        return List.of(
                new Check("allows no scan and nothing by a wildcard", this::noWildcards),
                new Check("gives each function a role of its own, without managed policies", this::roles),
                new Check("allows each endpoint exactly its x-table-access and x-destination-access", this::endpoints),
                new Check("allows the two others organisations, keys and usage keys only", this::others),
                new Check("allows the stream's functions what they are for and no more", this::stream),
                new Check("allows the delivery what it is for and no more", this::delivery));
    }

    private void noWildcards(StackTemplate template, Findings findings) {
        template.json().findParents("Effect").stream()
                .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                .forEach(statement -> {
                    List<String> actions =
                            StackTemplate.texts(statement.path("Action")).toList();
                    findings.unless(!actions.contains("dynamodb:Scan"), "Scan is allowed: " + statement);
                    findings.unless(
                            actions.stream().noneMatch(action -> action.contains("*")), "any action: " + statement);
                    findings.unless(
                            !statement.has("Resource")
                                    || StackTemplate.texts(statement.path("Resource"))
                                            .noneMatch(name -> name.contains("*"))
                                    || WITHOUT_RESOURCE.containsAll(actions)
                                    || StackTemplate.texts(statement.path("Resource"))
                                            .allMatch(SECRETS::equals),
                            "any resource: " + statement);
                });
    }

    private void roles(StackTemplate template, Findings findings) {
        List<String> roles = template.properties("AWS::Lambda::Function").values().stream()
                .map(function -> StackTemplate.name(StackTemplate.text(function.path("Role"))))
                .toList();
        findings.unless(Set.copyOf(roles).size() == roles.size(), "functions share a role");
        roles.forEach(role ->
                findings.unless(!template.named(role).has("ManagedPolicyArns"), role + " has managed policies"));
        template.properties("AWS::IAM::Policy")
                .forEach((id, policy) -> findings.unless(
                        StackTemplate.texts(policy.path("Roles"))
                                .map(StackTemplate::name)
                                .noneMatch(roles::contains),
                        id + " stands outside the roles: nobody checks it"));
    }

    private void endpoints(StackTemplate template, Findings findings) {
        String table = table(template);
        for (Operation operation : contract.operations()) {
            Stream<Right> ofTable = operation.tableAccess().stream().map(access -> switch (access.place()) {
                case "events" -> Right.ofPartitions(access.action().iam(), table, "[\"E#*\"]");
                case "ledger" -> Right.ofPartitions(access.action().iam(), table, "[\"L#*\"]");
                case "orgs" -> Right.ofPartitions(access.action().iam(), table, "[\"O#*\"]");
                case "intake" -> Right.ofPartitions(access.action().iam(), table, "[\"I#*\"]");
                case "tokens" -> Right.ofPartitions(access.action().iam(), table, TOKEN_PARTITIONS);
                case "counters" -> Right.ofPartitions(access.action().iam(), table, "[\"C#*\"]");
                case "destinations" -> Right.ofPartitions(access.action().iam(), table, "[\"D#*\"]");
                case "reminders" -> Right.ofPartitions(access.action().iam(), table, "[\"W#*\"]");
                default -> new Right(access.action().iam(), table + "/index/" + access.place(), "");
            });
            Stream<Right> ofDestinations = operation.destinationAccess().stream()
                    .map(access -> switch (access) {
                        case WRITE_SECRET -> new Right("ssm:PutParameter", SECRETS, "");
                        case DELETE_SECRET -> new Right("ssm:DeleteParameter", SECRETS, "");
                        case ANNOUNCE -> new Right("sqs:SendMessage", due(template), "");
                        case TEST ->
                            new Right(
                                    "lambda:InvokeFunction",
                                    "${" + template.alias("DeliverEvents").orElse("no alias") + "}",
                                    "");
                    });
            findings.same(
                    operation.id() + "'s rights",
                    with(
                            template,
                            operation.id(),
                            Stream.concat(ofTable, ofDestinations).toList()),
                    rights(template, operation.id()));
        }
    }

    private void others(StackTemplate template, Findings findings) {
        String table = table(template);
        List<Right> check = Stream.concat(
                        Stream.of("GetItem", "BatchGetItem")
                                .map(action -> Right.ofPartitions("dynamodb:" + action, table, ACCESS_PARTITIONS)),
                        Stream.of(
                                Right.ofPartitions("dynamodb:GetItem", table, TOKEN_PARTITIONS),
                                Right.ofPartitions("dynamodb:Query", table, "[\"L#*\"]")))
                .toList();
        findings.same("Authorizer's rights", with(template, "Authorizer", check), rights(template, "Authorizer"));
        String apiGateway = "arn:${AWS::Partition}:apigateway:${AWS::Region}::";
        List<Right> manage = new ArrayList<>();
        for (String action : List.of("GetItem", "PutItem", "UpdateItem", "Query")) {
            manage.add(Right.ofPartitions("dynamodb:" + action, table, ACCESS_PARTITIONS));
        }
        for (String action : List.of("BatchGetItem", "PutItem")) {
            manage.add(Right.ofPartitions("dynamodb:" + action, table, "[\"C#*\"]"));
        }
        manage.add(Right.ofPartitions("dynamodb:UpdateItem", table, TOKEN_PARTITIONS));
        manage.add(new Right("apigateway:POST", apiGateway + "/apikeys", ""));
        for (String plan : template.resources("AWS::ApiGateway::UsagePlan").keySet()) {
            manage.add(new Right("apigateway:POST", apiGateway + "/usageplans/${" + plan + "}/keys", ""));
        }
        findings.same(
                "ManageAccess's rights", with(template, "ManageAccess", manage), rights(template, "ManageAccess"));
    }

    private void stream(StackTemplate template, Findings findings) {
        String table = table(template);
        List<Right> consume = new ArrayList<>();
        for (String action : List.of("DescribeStream", "GetRecords", "GetShardIterator")) {
            consume.add(new Right("dynamodb:" + action, table.replace(".Arn}", ".StreamArn}"), ""));
        }
        consume.add(new Right("dynamodb:ListStreams", "*", ""));
        consume.add(new Right("sqs:SendMessage", "${" + template.id("AWS::SQS::Queue", "DeadLetters") + ".Arn}", ""));
        List<Right> log = new ArrayList<>(consume);
        log.add(new Right("sqs:SendMessage", due(template), ""));
        log.add(Right.ofPartitions("dynamodb:Query", table, "[\"D#*\"]"));
        log.add(Right.ofPartitions("dynamodb:PutItem", table, "[\"W#*\"]"));
        log.add(Right.ofPartitions("dynamodb:UpdateItem", table, "[\"S#*\"]"));
        log.add(Right.ofPartitions("dynamodb:PutItem", table, "[\"L#*\",\"C#*\"]"));
        log.add(Right.ofPartitions("dynamodb:Query", table, "[\"L#*\",\"C#*\"]"));
        log.add(Right.ofPartitions("dynamodb:BatchGetItem", table, "[\"C#*\"]"));
        List<Right> publish = new ArrayList<>(consume);
        publish.add(new Right("events:PutEvents", arn(template, "AWS::Events::EventBus"), ""));
        List<Right> verify = List.of(
                Right.ofPartitions("dynamodb:GetItem", table, "[\"O#*\"]"),
                Right.ofPartitions("dynamodb:BatchGetItem", table, "[\"E#*\"]"),
                Right.ofPartitions("dynamodb:UpdateItem", table, "[\"E#*\",\"S#*\"]"),
                Right.ofPartitions("dynamodb:Query", table, "[\"L#*\",\"C#*\"]"),
                Right.ofPartitions("dynamodb:PutItem", table, "[\"C#*\"]"),
                new Right("dynamodb:Query", table + "/index/by_org", ""));
        Map.of("UpdateLedger", log, "PublishEvents", publish, "VerifyLedger", verify)
                .forEach((function, allowed) -> findings.same(
                        function + "'s rights", with(template, function, allowed), rights(template, function)));
    }

    private void delivery(StackTemplate template, Findings findings) {
        String table = table(template);
        List<Right> deliver = new ArrayList<>();
        for (String action : List.of("SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes")) {
            deliver.add(new Right("sqs:" + action, due(template), ""));
        }
        deliver.add(new Right("ssm:GetParameter", SECRETS, ""));
        for (String action : List.of("GetItem", "PutItem", "UpdateItem")) {
            deliver.add(Right.ofPartitions("dynamodb:" + action, table, "[\"D#*\"]"));
        }
        deliver.add(Right.ofPartitions("dynamodb:PutItem", table, "[\"W#*\"]"));
        deliver.add(Right.ofPartitions("dynamodb:GetItem", table, "[\"O#*\"]"));
        deliver.add(Right.ofPartitions("dynamodb:Query", table, "[\"L#*\"]"));
        for (String action : List.of("BatchGetItem", "PutItem")) {
            deliver.add(Right.ofPartitions("dynamodb:" + action, table, "[\"E#*\"]"));
        }
        List<Right> wake = List.of(
                new Right("sqs:SendMessage", due(template), ""),
                Right.ofPartitions("dynamodb:Query", table, "[\"L#*\",\"W#*\"]"),
                Right.ofPartitions("dynamodb:DeleteItem", table, "[\"W#*\"]"),
                Right.ofPartitions("dynamodb:BatchGetItem", table, "[\"D#*\"]"));
        Map.of("DeliverEvents", deliver, "WakeDestinations", wake)
                .forEach((function, allowed) -> findings.same(
                        function + "'s rights", with(template, function, allowed), rights(template, function)));
    }

    private static String due(StackTemplate template) {
        return "${" + template.id("AWS::SQS::Queue", "DueQueue") + ".Arn}";
    }

    private static String table(StackTemplate template) {
        return arn(template, "AWS::DynamoDB::Table");
    }

    /// For the only resource of that type.
    private static String arn(StackTemplate template, String type) {
        return template.resources(type).keySet().stream()
                .findFirst()
                .map(id -> "${" + id + ".Arn}")
                .orElse("no " + type);
    }

    /// These rights and those of every function: to write its own log, and traces.
    private static List<Right> with(StackTemplate template, String function, List<Right> rights) {
        JsonNode log = template.named(function).path("LoggingConfig").path("LogGroup");
        String arn = "${" + StackTemplate.name(StackTemplate.text(log)) + ".Arn}";
        List<Right> all = new ArrayList<>(rights);
        all.add(new Right("logs:CreateLogStream", arn, ""));
        all.add(new Right("logs:PutLogEvents", arn, ""));
        TRACING.forEach(action -> all.add(new Right(action, "*", "")));
        return all;
    }

    private static List<Right> rights(StackTemplate template, String function) {
        return template.statements(function).stream()
                .flatMap(statement -> StackTemplate.texts(statement.path("Action"))
                        .flatMap(action -> StackTemplate.texts(statement.path("Resource"))
                                .map(resource ->
                                        new Right(action, resource, StackTemplate.text(statement.path("Condition"))))))
                .toList();
    }
}
