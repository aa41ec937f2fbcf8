package dev.containerevents.infra.stack;

import static dev.containerevents.infra.stack.Mutation.in;
import static dev.containerevents.infra.stack.Mutation.list;
import static dev.containerevents.infra.stack.TemplateMutations.at;
import static dev.containerevents.infra.stack.TemplateMutations.only;

import java.util.Map;
import java.util.stream.Stream;

/// Ways to break a deployment, each with the check that must notice it.
final class DeployMutations {

    private static final String VERSION = "/Resources/" + version("RetrieveWaldurEvent");
    private static final String WEEKLY = "/Resources/KeepActiveWeekly";
    private static final String CALLS = "/Resources/KeepActiveCalls";

    private DeployMutations() {}

    static Stream<Mutation> all() {
        return Stream.of(snapshots(), weeklyCalls(), remains()).flatMap(mutations -> mutations);
    }

    private static Stream<Mutation> snapshots() {
        String start = "starts with a snapshot what a request waits for, and nothing else";
        String lanes = "makes at most five snapshots at once";
        return Stream.of(
                in(start, "/Resources/ListOrgEvents/Properties", node -> node.remove("SnapStart")),
                in(
                        start,
                        "/Resources/UpdateLedger/Properties",
                        node -> node.set("SnapStart", at("/Resources/ListOrgEvents/Properties/SnapStart"))),
                in(lanes, VERSION, node -> node.remove("DependsOn")),
                list(lanes, VERSION + "/DependsOn", node -> node.set(0, version("ManageAccess"))),
                list(lanes, VERSION + "/DependsOn", node -> node.add(version("Authorizer"))),
                list(lanes, VERSION + "/DependsOn", node -> node.set(0, version("Authorizer"))));
    }

    private static Stream<Mutation> weeklyCalls() {
        String calls = "calls every alias with a snapshot once a week";
        String ages = "uses the roles of the schedules minutes after they are made";
        String definition = CALLS + "/Properties/Definition";
        String call = definition + "/States/CallEach/ItemProcessor/States/Call";
        String right = "/Resources/" + policy("KeepActiveCallsRole") + "/Properties/PolicyDocument/Statement/0";
        String alarm = "/Resources/" + Synthesised.template().alarm("ScheduledCallsLost") + "/Properties/Metrics";
        return Stream.of(
                in(calls, WEEKLY + "/Properties", node -> node.put("ScheduleExpression", "rate(30 days)")),
                in(calls, WEEKLY + "/Properties/Target", node -> node.set("Arn", at(calls("ListOrgEvents")))),
                list(calls, definition + "/States/CallEach/Items", node -> node.remove(0)),
                in(calls, definition, node -> node.remove("QueryLanguage")),
                in(calls, call + "/Arguments/Payload", node -> node.put("keep", "alive")),
                in(calls, call + "/Arguments", node -> node.put("FunctionName", "ListOrgEvents")),
                in(calls, call + "/Arguments", node -> node.put("InvocationType", "DryRun")),
                list(calls, right + "/Resource", node -> node.remove(0)),
                in(calls, right, node -> node.put("Action", "lambda:*")),
                list(calls, alarm, node -> node.remove(1)),
                in(ages, "/Resources/" + role("KeepActiveCallsRole"), node -> node.put("DependsOn", "ListOrgEvents")),
                in(
                        ages,
                        "/Resources/" + role("KeepActiveRole") + "/Properties",
                        node -> node.set("Policies", at(CALLS + "/Properties/Definition/States/CallEach/Items"))),
                in(ages, WEEKLY, node -> node.remove("DependsOn")),
                in(ages, CALLS, node -> node.put("DependsOn", role("KeepActiveCallsRole"))));
    }

    private static Stream<Mutation> remains() {
        String remains = "leaves nothing but the table behind a first deploy that fails";
        return Stream.of(
                in(
                        remains,
                        "/Resources/" + starting("AWS::SQS::Queue", "DeadLetters"),
                        node -> node.put("DeletionPolicy", "Retain")),
                in(
                        remains,
                        "/Resources/" + only("AWS::ApiGateway::Account"),
                        node -> node.put("DeletionPolicy", "Retain")),
                in(remains, "/Resources/" + role("ApiCloudWatchRole"), node -> node.remove("DeletionPolicy")),
                in(remains, "/Resources/" + role("ApiCloudWatchRole"), node -> node.remove("UpdateReplacePolicy")));
    }

    private static String calls(String function) {
        return "/Resources/" + function + "Permission/Properties/FunctionName";
    }

    private static String version(String function) {
        return starting("AWS::Lambda::Version", function + "CurrentVersion");
    }

    private static String role(String id) {
        return starting("AWS::IAM::Role", id);
    }

    /// Returns the policy of a role that is a separate resource.
    private static String policy(String role) {
        return Synthesised.template().properties("AWS::IAM::Policy").entrySet().stream()
                .filter(policy -> policy.getValue()
                        .path("Roles")
                        .path(0)
                        .path("Ref")
                        .asText()
                        .equals(role(role)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static String starting(String type, String id) {
        return Synthesised.template().resources(type).keySet().stream()
                .filter(name -> name.startsWith(id))
                .findFirst()
                .orElseThrow();
    }
}
