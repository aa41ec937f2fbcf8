package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether a first deployment can succeed, and what remains if it fails.
record DeployChecks() {

    private static final int SNAPSHOTS_AT_ONCE = 5;

    private static final String VERSION = "AWS::Lambda::Version";

    List<Check> all() {
        return List.of(
                new Check("makes at most five snapshots at once", this::lanes),
                new Check("uses the roles of the schedules minutes after they are made", this::ages),
                new Check("leaves nothing but the table behind a first deploy that fails", this::remains));
    }

    /// Each version waits for one other, and no two for the same, so as many are created at once as wait for none.
    private void lanes(StackTemplate template, Findings findings) {
        Map<String, List<String>> waitsFor = template.properties(VERSION).entrySet().stream()
                .filter(version -> template.named(StackTemplate.name(
                                StackTemplate.text(version.getValue().path("FunctionName"))))
                        .has("SnapStart"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        version -> template.resources()
                                .path(version.getKey())
                                .path("DependsOn")
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList()));
        long first = waitsFor.values().stream().filter(List::isEmpty).count();
        findings.unless(
                first > 0 && first <= SNAPSHOTS_AT_ONCE, first + " snapshots wait for no other: too many at once");
        Set<String> awaited = new HashSet<>();
        waitsFor.forEach((id, others) -> {
            findings.unless(others.size() <= 1, id + " waits for " + others);
            others.forEach(other -> {
                findings.unless(waitsFor.containsKey(other), id + " waits for " + other + ", which has no snapshot");
                findings.unless(awaited.add(other), "more than one snapshot waits for " + other);
            });
        });
    }

    /// A role depends on nothing slow; the resource that uses it depends on all snapshots, which take minutes.
    private void ages(StackTemplate template, Findings findings) {
        Set<String> versions = template.properties("AWS::Lambda::Function").entrySet().stream()
                .filter(function -> function.getValue().has("SnapStart"))
                .map(function -> template.alias(function.getKey()).orElse("no alias"))
                .map(alias -> StackTemplate.name(
                        StackTemplate.text(template.named(alias).path("FunctionVersion"))))
                .collect(Collectors.toSet());
        template.resources("AWS::Scheduler::Schedule").keySet().forEach(schedule -> {
            JsonNode target = template.named(schedule).path("Target");
            aged(template, findings, versions, schedule, target);
            String machine = StackTemplate.name(StackTemplate.text(target.path("Arn")));
            if (template.resources("AWS::StepFunctions::StateMachine").containsKey(machine)) {
                aged(template, findings, versions, machine, template.named(machine));
            }
        });
    }

    private static void aged(
            StackTemplate template, Findings findings, Set<String> versions, String user, JsonNode properties) {
        String role = StackTemplate.name(StackTemplate.text(properties.path("RoleArn")));
        findings.same("what " + role + " waits for", List.of(), template.before(role));
        Set<String> before = template.before(user);
        findings.unless(before.containsAll(versions), user + " doesn't wait for all snapshots");
        template.properties("AWS::IAM::Policy").entrySet().stream()
                .filter(policy -> StackTemplate.texts(policy.getValue().path("Roles"))
                        .map(StackTemplate::name)
                        .anyMatch(role::equals))
                .forEach(policy -> findings.unless(
                        before.contains(policy.getKey()), user + " doesn't wait for " + policy.getKey()));
    }

    private void remains(StackTemplate template, Findings findings) {
        template.resources().properties().stream()
                .filter(resource -> Objects.equals(
                        resource.getValue().path("DeletionPolicy").asText(), "Retain"))
                .forEach(resource -> findings.equal(
                        "what is kept under the id " + resource.getKey(),
                        "AWS::DynamoDB::Table",
                        resource.getValue().path("Type")));
        String role = StackTemplate.name(
                StackTemplate.text(template.only("AWS::ApiGateway::Account").path("CloudWatchRoleArn")));
        Map<String, JsonNode> kept = template.resources("AWS::ApiGateway::Account");
        kept.put(role, template.resources().path(role));
        kept.forEach((id, resource) -> {
            findings.equal(id + " DeletionPolicy", "RetainExceptOnCreate", resource.path("DeletionPolicy"));
            findings.equal(id + " UpdateReplacePolicy", "Retain", resource.path("UpdateReplacePolicy"));
        });
    }
}
