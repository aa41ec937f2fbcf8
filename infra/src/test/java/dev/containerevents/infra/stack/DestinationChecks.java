package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.DestinationAccess;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The delivery to destinations: its queue, its mapping and schedule, its parameters, and how it is observed.
record DestinationChecks(Contract contract) {

    /// Six times the time limit of DeliverEvents, as AWS recommends.
    private static final int VISIBILITY = 720;

    private static final String SECRETS = "/container-events/${AWS::StackName}/destinations";

    List<Check> all() {
        return List.of(
                new Check("has a queue of due destinations that gives up after two hours", this::queue),
                new Check("delivers to one destination at a time, to as many as the parameter says", this::mapping),
                new Check("lets only DeliverEvents invoke itself by its queue", this::loops),
                new Check("wakes destinations every 15 minutes", this::wake),
                new Check("tells functions of queue, secrets and hosts", this::environment),
                new Check("takes parameters that AWS takes", this::parameters),
                new Check("counts failing destinations and undelivered events, for each stack", this::metrics));
    }

    private void queue(StackTemplate template, Findings findings) {
        JsonNode due = template.named(template.id("AWS::SQS::Queue", "DueQueue"));
        findings.equal("VisibilityTimeout", VISIBILITY, due.path("VisibilityTimeout"));
        findings.unless(
                VISIBILITY
                        == 6 * template.named("DeliverEvents").path("Timeout").asInt(),
                "messages are not hidden for six times the time limit of DeliverEvents");
        findings.equal("SqsManagedSseEnabled", true, due.path("SqsManagedSseEnabled"));
        findings.equal("maxReceiveCount", 10, due.path("RedrivePolicy").path("maxReceiveCount"));
        findings.equal(
                "deadLetterTargetArn",
                "${" + template.id("AWS::SQS::Queue", "DeadLetters") + ".Arn}",
                due.path("RedrivePolicy").path("deadLetterTargetArn"));
        findings.unless(!due.has("FifoQueue"), "a FIFO queue delays no single message");
    }

    private void mapping(StackTemplate template, Findings findings) {
        JsonNode mapping = template.named("DeliverEventsMapping");
        findings.equal(
                "the function",
                "${" + template.alias("DeliverEvents").orElse("no alias") + "}",
                mapping.path("FunctionName"));
        findings.equal(
                "the source",
                "${" + template.id("AWS::SQS::Queue", "DueQueue") + ".Arn}",
                mapping.path("EventSourceArn"));
        findings.equal("BatchSize", 1, mapping.path("BatchSize"));
        findings.equal(
                "MaximumConcurrency",
                "${DeliveryConcurrency}",
                mapping.path("ScalingConfig").path("MaximumConcurrency"));
        findings.unless(mapping.path("Enabled").asBoolean(true), "the mapping is disabled");
        findings.unless(!mapping.has("FilterCriteria"), "messages that match no filter are deleted");
    }

    private void loops(StackTemplate template, Findings findings) {
        template.properties("AWS::Lambda::Function")
                .forEach((id, function) -> findings.equal(
                        id + " RecursiveLoop",
                        id.equals("DeliverEvents") ? "Allow" : "",
                        function.path("RecursiveLoop")));
    }

    private void wake(StackTemplate template, Findings findings) {
        JsonNode schedule = template.named("WakeEvery15Minutes");
        String alias = "${" + template.alias("WakeDestinations").orElse("no alias") + "}";
        findings.equal("the rate", "rate(15 minutes)", schedule.path("ScheduleExpression"));
        findings.equal("the target", alias, schedule.path("Target").path("Arn"));
        findings.equal(
                "the group, whose lost calls an alarm counts,",
                template.named("KeepActiveWeekly").path("GroupName").toString(),
                schedule.path("GroupName").toString());
        OperatingChecks.may(template, findings, schedule.path("Target"), "lambda:InvokeFunction", List.of(alias));
    }

    private void environment(StackTemplate template, Findings findings) {
        String due = "${" + template.id("AWS::SQS::Queue", "DueQueue") + "}";
        Map<String, String> announcing = Map.of("DUE_QUEUE_URL", due, "DUE_DELAY_SECONDS", "${DeliveryDelay}");
        variables(template, findings, "UpdateLedger", announcing);
        variables(template, findings, "WakeDestinations", Map.of("DUE_QUEUE_URL", due));
        Map<String, String> delivering = new TreeMap<>(announcing);
        delivering.put("SECRETS_PATH", SECRETS);
        delivering.put("ALLOWED_HOSTS", "${DeliveryHosts}");
        variables(template, findings, "DeliverEvents", delivering);
        contract.operations()
                .forEach(operation -> variables(template, findings, operation.id(), expected(template, operation)));
    }

    /// Returns the variables of an operation besides the table's name.
    static Map<String, String> expected(StackTemplate template, Operation operation) {
        Map<String, String> expected = new TreeMap<>();
        for (DestinationAccess access : operation.destinationAccess()) {
            expected.putAll(
                    switch (access) {
                        case WRITE_SECRET -> Map.of("SECRETS_PATH", SECRETS, "ALLOWED_HOSTS", "${DeliveryHosts}");
                        case DELETE_SECRET -> Map.of("SECRETS_PATH", SECRETS);
                        case ANNOUNCE ->
                            Map.of("DUE_QUEUE_URL", "${" + template.id("AWS::SQS::Queue", "DueQueue") + "}");
                        case TEST ->
                            Map.of(
                                    "DELIVER_FUNCTION",
                                    "${" + template.alias("DeliverEvents").orElse("no alias") + "}");
                    });
        }
        return expected;
    }

    private static void variables(
            StackTemplate template, Findings findings, String function, Map<String, String> expected) {
        JsonNode variables = template.named(function).path("Environment").path("Variables");
        expected.forEach((name, value) -> findings.equal(function + "'s " + name, value, variables.path(name)));
    }

    private void parameters(StackTemplate template, Findings findings) {
        JsonNode parameters = template.json().path("Parameters");
        JsonNode delay = parameters.path("DeliveryDelay");
        findings.equal("DeliveryDelay", "5 from 0 to 900", range(delay));
        JsonNode concurrency = parameters.path("DeliveryConcurrency");
        findings.equal("DeliveryConcurrency", "10 from 2 to 1000", range(concurrency));
        JsonNode hosts = parameters.path("DeliveryHosts");
        findings.equal("DeliveryHosts by default", "", hosts.path("Default"));
        String pattern = hosts.path("AllowedPattern").asText();
        for (String value : List.of("", "hooks.example.com", "*.example.org,hooks.example.com")) {
            findings.unless(value.matches(pattern), "DeliveryHosts refuses '" + value + "'");
        }
        for (String value : List.of("*", "https://example.com", "a.example.com, b.example.com", "a,,b", "*.*.com")) {
            findings.unless(!value.matches(pattern), "DeliveryHosts takes '" + value + "'");
        }
    }

    private static String range(JsonNode parameter) {
        return "%s from %s to %s"
                .formatted(
                        parameter.path("Default").asText(),
                        parameter.path("MinValue").asText(),
                        parameter.path("MaxValue").asText());
    }

    private void metrics(StackTemplate template, Findings findings) {
        JsonNode log = template.named("DeliverEvents").path("LoggingConfig").path("LogGroup");
        Map<String, String> expected = Map.of(
                "DestinationsFailing", "$.destinations_failing",
                "OldestUndeliveredAge", "$.oldest_undelivered_age");
        Map<String, String> actual = new TreeMap<>();
        template.properties("AWS::Logs::MetricFilter").forEach((id, filter) -> {
            JsonNode metric = filter.path("MetricTransformations").path(0);
            actual.put(
                    metric.path("MetricName").asText(),
                    metric.path("MetricValue").asText());
            findings.equal(id + "'s log", StackTemplate.text(log), filter.path("LogGroupName"));
            findings.equal(id + "'s namespace", "${AWS::StackName}", metric.path("MetricNamespace"));
            findings.equal(
                    id + "'s pattern",
                    "{ " + metric.path("MetricValue").asText() + " >= 0 }",
                    filter.path("FilterPattern"));
        });
        findings.same("the metrics of log lines", expected.entrySet(), actual.entrySet());
        alarm(template, findings, "DestinationsFailing", "DestinationsFailing", "Sum", 1);
        alarm(template, findings, "UndeliveredEvents", "OldestUndeliveredAge", "Maximum", 3600);
        JsonNode undelivered = template.named(template.alarm("UndeliveredEvents"));
        findings.equal("UndeliveredEvents DatapointsToAlarm", 1, undelivered.path("DatapointsToAlarm"));
        findings.equal("UndeliveredEvents EvaluationPeriods", 3, undelivered.path("EvaluationPeriods"));
    }

    private static void alarm(
            StackTemplate template, Findings findings, String id, String metric, String statistic, int threshold) {
        JsonNode alarm = template.named(template.alarm(id));
        findings.equal(id + " MetricName", metric, alarm.path("MetricName"));
        findings.equal(id + " Namespace", "${AWS::StackName}", alarm.path("Namespace"));
        findings.equal(id + " Statistic", statistic, alarm.path("Statistic"));
        findings.equal(id + " Threshold", threshold, alarm.path("Threshold"));
    }
}
