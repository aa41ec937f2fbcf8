package dev.containerevents.infra.stack;

import static java.util.Map.entry;

import dev.containerevents.auth.UsageKey;
import dev.containerevents.event.Tier;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.Route;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The template as a whole: the number of its resources, its size, and what it must not contain.
record WholeChecks(Contract contract) {

    /// CloudFormation allows 500; the difference is a reserve for an urgent fix.
    private static final int RESOURCES = 450;

    private static final int BYTES = 1_000_000;

    /// Names that would prevent a second deployment or a replacement. A RestApi's Name may repeat.
    private static final Map<String, String> PHYSICAL_NAMES = Map.ofEntries(
            entry("AWS::ApiGateway::ApiKey", "Name"),
            entry("AWS::ApiGateway::UsagePlan", "UsagePlanName"),
            entry("AWS::Lambda::Function", "FunctionName"),
            entry("AWS::DynamoDB::Table", "TableName"),
            entry("AWS::IAM::Role", "RoleName"),
            entry("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
            entry("AWS::Logs::LogGroup", "LogGroupName"),
            entry("AWS::SNS::Topic", "TopicName"),
            entry("AWS::SQS::Queue", "QueueName"),
            entry("AWS::CloudWatch::Alarm", "AlarmName"),
            entry("AWS::CloudWatch::Dashboard", "DashboardName"),
            entry("AWS::Scheduler::ScheduleGroup", "Name"),
            entry("AWS::Scheduler::Schedule", "Name"),
            entry("AWS::StepFunctions::StateMachine", "StateMachineName"));

    List<Check> all() {
        return List.of(
                new Check("has exactly these resources", this::counts),
                new Check("stays within CloudFormation's limits", this::size),
                new Check("gives nothing a fixed name", this::names),
                new Check("holds no key of the local cloud", this::localKeys),
                new Check("tells an operator where things are", this::outputs));
    }

    private void counts(StackTemplate template, Findings findings) {
        int operations = contract.operations().size();
        long functions = (long) operations + FunctionChecks.OTHERS.size();
        long paths = contract.operations().stream()
                .mapToLong(operation ->
                        operation.routes().stream().map(Route::path).distinct().count())
                .sum();
        long hooks = contract.operations().stream()
                .filter(Operation::isForHooks)
                .flatMap(operation -> operation.routes().stream())
                .map(Route::path)
                .distinct()
                .count();
        Map<String, Long> expected = new TreeMap<>(Map.ofEntries(
                entry("AWS::DynamoDB::Table", 1L),
                entry("AWS::Lambda::Function", functions),
                entry("AWS::Lambda::Version", functions),
                entry("AWS::Lambda::Alias", functions),
                entry("AWS::Lambda::Permission", paths + hooks + 2),
                entry("AWS::Logs::LogGroup", 2L),
                entry("AWS::Logs::MetricFilter", 2L),
                // Those of the functions, three of the schedules, and the gateway's for access logs.
                entry("AWS::IAM::Role", functions + 4),
                entry("AWS::IAM::Policy", 3L),
                entry("AWS::ApiGateway::RestApi", 2L),
                entry("AWS::ApiGateway::Account", 1L),
                entry("AWS::ApiGateway::Deployment", 2L),
                entry("AWS::ApiGateway::Stage", 2L),
                entry("AWS::ApiGateway::UsagePlan", (long) Tier.values().length),
                entry("AWS::ApiGateway::ApiKey", (long) UsageKey.SHARED),
                entry("AWS::ApiGateway::UsagePlanKey", (long) UsageKey.SHARED),
                entry("AWS::Scheduler::ScheduleGroup", 1L),
                entry("AWS::Scheduler::Schedule", 2L),
                entry("AWS::StepFunctions::StateMachine", 1L),
                entry("AWS::CloudWatch::Alarm", (long)
                        OperatingChecks.documented().size()),
                entry("AWS::CloudWatch::Dashboard", 1L),
                entry("AWS::SNS::Topic", 1L),
                entry("AWS::SNS::TopicPolicy", 1L),
                entry("AWS::SQS::Queue", 2L),
                entry("AWS::SQS::QueuePolicy", 2L),
                entry("AWS::Events::EventBus", 1L),
                entry("AWS::Lambda::EventSourceMapping", 3L)));
        Map<String, Long> actual = new TreeMap<>();
        template.resources()
                .valueStream()
                .forEach(resource -> actual.merge(resource.path("Type").asText(), 1L, Long::sum));
        findings.same("the resources", expected.entrySet(), actual.entrySet());
    }

    private void size(StackTemplate template, Findings findings) {
        int resources = template.resources().size();
        int bytes = template.json().toPrettyString().getBytes(StandardCharsets.UTF_8).length;
        findings.unless(resources < RESOURCES, resources + " resources are too many");
        findings.unless(bytes < BYTES, bytes + " bytes are too many");
    }

    private void names(StackTemplate template, Findings findings) {
        PHYSICAL_NAMES.forEach((type, property) -> template.properties(type)
                .forEach((id, properties) ->
                        findings.unless(!properties.has(property), id + " has a fixed " + property)));
    }

    private void localKeys(StackTemplate template, Findings findings) {
        String text = template.json().toString();
        for (String part : List.of("ce_acme", "ce_globex", "_local")) {
            findings.unless(!text.contains(part), "'" + part + "' is in the template");
        }
    }

    private void outputs(StackTemplate template, Findings findings) {
        Map<String, String> outputs = new TreeMap<>();
        template.json()
                .path("Outputs")
                .properties()
                .forEach(output -> outputs.put(
                        output.getKey(), StackTemplate.text(output.getValue().path("Value"))));
        findings.same(
                "the outputs",
                List.of(
                        "ApiUrl",
                        "HookUrl",
                        "ManageAccessFunction",
                        "VerifyLedgerFunction",
                        "TableName",
                        "EventBusName",
                        "DeadLettersUrl",
                        "AlarmTopic"),
                outputs.keySet());
        List<String> apis = ids(template, "AWS::ApiGateway::RestApi");
        List<String> stages = ids(template, "AWS::ApiGateway::Stage");
        List<String> urls = List.of("ApiUrl", "HookUrl");
        for (int i = 0; i < urls.size(); i++) {
            findings.equal(
                    urls.get(i),
                    "https://${" + apis.get(i) + "}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${" + stages.get(i)
                            + "}",
                    outputs.getOrDefault(urls.get(i), ""));
        }
        for (String function : List.of("ManageAccess", "VerifyLedger")) {
            findings.equal(function, "${" + function + "}:live", outputs.getOrDefault(function + "Function", ""));
        }
    }

    private static List<String> ids(StackTemplate template, String type) {
        return List.copyOf(template.resources(type).keySet());
    }
}
