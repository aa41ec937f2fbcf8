package dev.containerevents.infra.stack;

import static dev.containerevents.infra.stack.Mutation.in;
import static dev.containerevents.infra.stack.Mutation.list;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/// Ways to break the template, each with the check that must notice it.
final class TemplateMutations {

    private static final String LIST = "/Resources/ListOrgEvents/Properties";
    private static final String VARIABLES = "/Resources/Authorizer/Properties/Environment/Variables";
    private static final String TABLE = "/Resources/" + only("AWS::DynamoDB::Table");

    private TemplateMutations() {}

    static Stream<Mutation> all() {
        return Stream.of(
                        whole(),
                        table(),
                        functions(),
                        policies(),
                        ApiMutations.all(),
                        operating(),
                        DeployMutations.all(),
                        StreamMutations.all(),
                        DestinationMutations.all())
                .flatMap(mutations -> mutations);
    }

    private static Stream<Mutation> whole() {
        return Stream.of(
                in("has exactly these resources", "/Resources", node -> node.remove("ListOrgEventsPermission")),
                in(
                        "has exactly these resources",
                        "/Resources/ListOrgEvents",
                        node -> node.put("Type", "AWS::SQS::Queue")),
                in(
                        "stays within CloudFormation's limits",
                        LIST,
                        node -> node.put("Description", "x".repeat(1_000_000))),
                in("gives nothing a fixed name", LIST, node -> node.put("FunctionName", "list")),
                in("gives nothing a fixed name", TABLE + "/Properties", node -> node.put("TableName", "events")),
                in("holds no key of the local cloud", LIST, node -> node.put("Description", "ce_acme_local")),
                in("tells an operator where things are", "/Outputs", node -> node.remove("ApiUrl")),
                list("tells an operator where things are", "/Outputs/ApiUrl/Value/Fn::Join/1", node -> node.add("/")),
                in(
                        "tells an operator where things are",
                        "/Outputs/ManageAccessFunction",
                        node -> node.put("Value", "x")));
    }

    private static Stream<Mutation> table() {
        String kept = "keeps the table whatever becomes of the stack";
        String settings = "has a table paid per request with stream, expiry and encryption";
        String indexes = "has each index under its own attribute";
        String properties = TABLE + "/Properties";
        return Stream.of(
                in(kept, TABLE, node -> node.put("DeletionPolicy", "Delete")),
                in(kept, TABLE, node -> node.remove("UpdateReplacePolicy")),
                in(kept, properties, node -> node.put("DeletionProtectionEnabled", false)),
                in(kept, properties, node -> node.remove("PointInTimeRecoverySpecification")),
                in(settings, properties, node -> node.remove("StreamSpecification")),
                in(settings, properties, node -> node.remove("SSESpecification")),
                in(settings, properties, node -> node.put("BillingMode", "PROVISIONED")),
                in(settings, properties + "/TimeToLiveSpecification", node -> node.put("AttributeName", "ttl")),
                list(indexes, properties + "/GlobalSecondaryIndexes", node -> node.remove(0)),
                in(indexes, properties + "/GlobalSecondaryIndexes/1", node -> node.put("IndexName", "by_size")),
                in(
                        indexes,
                        properties + "/GlobalSecondaryIndexes/1/Projection",
                        node -> node.put("ProjectionType", "KEYS_ONLY")),
                in(
                        indexes,
                        properties + "/GlobalSecondaryIndexes/1/KeySchema/0",
                        node -> node.put("AttributeName", "by_org")),
                in(indexes, properties + "/AttributeDefinitions/2", node -> node.put("AttributeType", "N")));
    }

    private static Stream<Mutation> functions() {
        String kind = "has functions of one kind";
        String aliases = "calls published versions by the alias";
        String viewers = "opens to viewer tokens what the contract marks, and nothing else";
        return Stream.of(
                in(
                        "has one function an operation, by its name",
                        LIST,
                        node -> node.put("Handler", "dev.containerevents.orgs.ListEvents::handleRequest")),
                in(
                        "has one function an operation, by its name",
                        "/Resources",
                        node -> node.set("Other", node.path("ListOrgEvents").deepCopy())),
                in(kind, LIST, node -> node.put("Timeout", 29)),
                in(kind, LIST, node -> node.remove("Timeout")),
                in(kind, LIST + "/LoggingConfig", node -> node.remove("SystemLogLevel")),
                in(kind, LIST, node -> node.put("MemorySize", 128)),
                in(kind, LIST, node -> node.remove("TracingConfig")),
                in(kind, LIST, node -> node.remove("Architectures")),
                in(
                        "tells the authorizer the routes without an organisation",
                        VARIABLES,
                        node -> node.put("OWN_ROUTES", "GET/orgs/*")),
                in(viewers, VARIABLES, node -> node.put("VIEWER_ROUTES", "orgs/{org_id}/events=")),
                in(viewers, VARIABLES, node -> node.put("VIEWER_ROUTES", "{path}=container,actor")),
                in(kind, LIST + "/Environment/Variables", node -> node.put("AWS_REGION", "here")),
                in(kind, LIST + "/Environment/Variables", node -> node.put("TABLE_NAME", "events")),
                in(kind, LIST + "/LoggingConfig", node -> node.put("LogFormat", "Text")),
                in(
                        "runs functions on the Java that they were compiled for",
                        LIST,
                        node -> node.put("Runtime", "java21")),
                in(
                        "runs functions on the Java that they were compiled for",
                        LIST,
                        node -> node.put("Handler", "dev.containerevents.orgs.Nothing::handleRequest")),
                in(aliases, "/Resources/" + alias("ListOrgEvents") + "/Properties", node -> node.put("Name", "latest")),
                in(
                        aliases,
                        "/Resources/" + alias("ListOrgEvents") + "/Properties",
                        node -> node.put("FunctionVersion", "$LATEST")),
                in(aliases, "/Resources", node -> node.remove(alias("ListOrgEvents"))),
                in(
                        "forgets each log after a while",
                        "/Resources/" + log() + "/Properties",
                        node -> node.remove("RetentionInDays")),
                in("forgets each log after a while", LIST, node -> node.remove("LoggingConfig")));
    }

    private static Stream<Mutation> policies() {
        String wildcards = "allows no scan and nothing by a wildcard";
        String endpoints = "allows each endpoint exactly its x-table-access and x-destination-access";
        String roles = "gives each function a role of its own, without managed policies";
        String query = statement("ListEventsByAccess");
        String get = statement("GetContainerEvent");
        return Stream.of(
                in(wildcards, query, node -> node.put("Action", "dynamodb:Scan")),
                in(wildcards, query, node -> node.put("Action", "dynamodb:*")),
                in(wildcards, query, node -> node.put("Resource", "*")),
                in(endpoints, query, node -> node.put("Action", "dynamodb:PutItem")),
                list(endpoints, query + "/Resource/Fn::Join/1", node -> node.set(1, "/index/by_fail")),
                in(endpoints, get, node -> node.remove("Condition")),
                in(
                        endpoints,
                        get + "/Condition/ForAllValues:StringLike",
                        node -> node.put("dynamodb:LeadingKeys", "O#*")),
                in(
                        "allows the two others organisations, keys and usage keys only",
                        statement("Authorizer"),
                        node -> node.put("Action", "dynamodb:Query")),
                in(
                        "allows the two others organisations, keys and usage keys only",
                        statement("ManageAccess"),
                        node -> node.remove("Condition")),
                in(
                        "allows the two others organisations, keys and usage keys only",
                        "/Resources/" + role("ManageAccess") + "/Properties/Policies/0/PolicyDocument/Statement/3",
                        node -> node.putArray("Action").add("apigateway:POST").add("apigateway:GET")),
                in(
                        roles,
                        "/Resources/" + role("ListEventsByAccess") + "/Properties",
                        node -> node.putArray("ManagedPolicyArns").add("x")),
                in(roles, LIST, node -> node.set("Role", at("/Resources/Authorizer/Properties/Role"))),
                in(
                        roles,
                        "/Resources/" + only("AWS::IAM::Policy") + "/Properties",
                        node -> node.putArray("Roles").addObject().put("Ref", role("ListEventsByAccess"))));
    }

    private static Stream<Mutation> operating() {
        String alarms = "has the alarms of OPERATE.md, and sends each to the topic";
        String topic = "lets CloudWatch publish alarms, by TLS only";
        String errors = "alarms when an API answers 5xx";
        String serverErrors = "/Resources/" + alarm("ApiServerErrors") + "/Properties/Metrics";
        String policy = "/Resources/" + only("AWS::SNS::TopicPolicy") + "/Properties/PolicyDocument/Statement";
        return Stream.of(
                in("has ten alarms", "/Resources", node -> node.remove(alarm("ApiLatency"))),
                in("has ten alarms", "/Resources", node -> node.set("OneMore", node.path(alarm("ApiLatency")))),
                in(alarms, "/Resources", node -> node.remove(alarm("ApiLatency"))),
                in(alarms, "/Resources/" + alarm("ApiLatency") + "/Properties", node -> node.remove("AlarmActions")),
                in(
                        alarms,
                        "/Resources/" + alarm("ThrottledWrites") + "/Properties/Metrics/0",
                        node -> node.put("Expression", "a + b")),
                list(alarms, "/Resources/" + alarm("ThrottledWrites") + "/Properties/Metrics", node -> node.remove(1)),
                in(
                        "raises no alarm for wrong keys",
                        "/Resources/" + alarm("DeadLettersWaiting") + "/Properties",
                        node -> node.put("MetricName", "Errors")
                                .putArray("Dimensions")
                                .addObject()
                                .put("Name", "FunctionName")
                                .putObject("Value")
                                .put("Ref", "Authorizer")),
                list(errors, serverErrors, node -> node.remove(2)),
                in(errors, serverErrors + "/0", node -> node.put("Expression", "api_5xx")),
                list(topic, policy, node -> node.remove(0)),
                list(topic, policy, node -> node.remove(1)));
    }

    /// Returns a copy of a value.
    static JsonNode at(String pointer) {
        return Synthesised.template().json().at(pointer).deepCopy();
    }

    /// Returns the only resource of that type.
    static String only(String type) {
        return Synthesised.template().resources(type).keySet().iterator().next();
    }

    private static String alias(String function) {
        return Synthesised.template().alias(function).orElseThrow();
    }

    private static String role(String function) {
        return StackTemplate.name(StackTemplate.text(at("/Resources/" + function + "/Properties/Role")));
    }

    private static String log() {
        return StackTemplate.name(StackTemplate.text(at(LIST + "/LoggingConfig/LogGroup")));
    }

    private static String alarm(String construct) {
        return Synthesised.template().alarm(construct);
    }

    /// Returns the statement of a function's role with its rights on the table.
    private static String statement(String function) {
        String policy = "/Resources/" + role(function) + "/Properties/Policies/0/PolicyDocument/Statement";
        List<String> actions = at(policy)
                .valueStream()
                .map(statement -> statement.path("Action").toString())
                .toList();
        int index = actions.indexOf(actions.stream()
                .filter(action -> action.contains("dynamodb:"))
                .findFirst()
                .orElseThrow());
        return policy + "/" + index;
    }
}
