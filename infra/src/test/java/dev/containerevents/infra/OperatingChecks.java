package dev.containerevents.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.containerevents.infra.TemplateChecks.Check;
import java.util.List;
import java.util.Map;

/// What runs beside the requests: alarms and the weekly calls.
record OperatingChecks() {

    private static final int ALARMS = 10;

    List<Check> all() {
        return List.of(
                new Check("has few alarms, and sends each to the topic", this::alarms),
                new Check("raises no alarm for wrong keys", this::wrongKeys),
                new Check("alarms when the stream is not followed", this::behind),
                new Check("lets CloudWatch publish alarms, by TLS only", this::topic),
                new Check("calls every alias once a week", this::schedules));
    }

    private void alarms(Template template, Findings findings) {
        Map<String, JsonNode> alarms = template.properties("AWS::CloudWatch::Alarm");
        findings.unless(!alarms.isEmpty() && alarms.size() <= ALARMS, alarms.size() + " alarms");
        alarms.forEach((id, alarm) -> {
            findings.unless(
                    template.resources("AWS::SNS::Topic")
                            .containsKey(Template.name(
                                    Template.text(alarm.path("AlarmActions").path(0)))),
                    id + " tells nobody");
            findings.equal(id + " without figures", "notBreaching", alarm.path("TreatMissingData"));
            alarm.path("Metrics")
                    .forEach(metric -> findings.unless(
                            !metric.path("Expression").asText().contains(" + "),
                            id + " adds by +, which has no value where one of the sides has none"));
        });
    }

    private void wrongKeys(Template template, Findings findings) {
        template.properties("AWS::CloudWatch::Alarm")
                .forEach((id, alarm) -> findings.unless(
                        !alarm.path("MetricName").asText().equals("Errors")
                                || !alarm.path("Dimensions").toString().contains("\"Authorizer\""),
                        id + " counts every wrong key"));
    }

    private void behind(Template template, Findings findings) {
        JsonNode age = alarm(template, "IteratorAge");
        findings.equal("IteratorAge Threshold", 60_000, age.path("Threshold"));
        findings.equal("IteratorAge EvaluationPeriods", 3, age.path("EvaluationPeriods"));
        findings.unless(
                age.path("Metrics")
                        .valueStream()
                        .anyMatch(metric ->
                                metric.path("Expression").asText().equals("MAX([publishevents,updaterollups])")),
                "IteratorAge is not that of both functions");
        JsonNode letters = alarm(template, "DeadLettersWaiting");
        findings.equal(
                "DeadLettersWaiting MetricName", "ApproximateNumberOfMessagesVisible", letters.path("MetricName"));
        findings.equal("DeadLettersWaiting Statistic", "Maximum", letters.path("Statistic"));
        findings.equal("DeadLettersWaiting Threshold", 1, letters.path("Threshold"));
    }

    private static JsonNode alarm(Template template, String id) {
        return template.properties("AWS::CloudWatch::Alarm").entrySet().stream()
                .filter(alarm -> alarm.getKey().startsWith(id))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private void topic(Template template, Findings findings) {
        List<JsonNode> statements = template.only("AWS::SNS::TopicPolicy")
                .path("PolicyDocument")
                .path("Statement")
                .valueStream()
                .toList();
        findings.unless(
                statements.stream()
                        .anyMatch(statement -> statement.path("Effect").asText().equals("Deny")
                                && statement.path("Condition").toString().contains("aws:SecureTransport")),
                "the topic takes what is not encrypted");
        findings.unless(
                statements.stream()
                        .anyMatch(statement -> statement.path("Effect").asText().equals("Allow")
                                && statement
                                        .path("Principal")
                                        .path("Service")
                                        .asText()
                                        .equals("cloudwatch.amazonaws.com")
                                && statement.path("Action").asText().equals("sns:Publish")
                                && statement.path("Condition").toString().contains("aws:SourceAccount")),
                "CloudWatch may not publish");
    }

    private void schedules(Template template, Findings findings) {
        Map<String, JsonNode> schedules = template.properties("AWS::Scheduler::Schedule");
        List<String> aliases = template.resources("AWS::Lambda::Alias").keySet().stream()
                .map(id -> "${" + id + "}")
                .toList();
        findings.same(
                "the weekly calls",
                aliases,
                schedules.values().stream()
                        .map(schedule -> Template.text(schedule.path("Target").path("Arn")))
                        .toList());
        schedules.forEach((id, schedule) -> {
            findings.equal(id + " rate", "rate(7 days)", schedule.path("ScheduleExpression"));
            findings.equal(
                    id + " input",
                    "{\"keep\":\"active\"}",
                    schedule.path("Target").path("Input"));
            List<JsonNode> statements = template.statementsOf(
                    Template.name(Template.text(schedule.path("Target").path("RoleArn"))));
            findings.unless(
                    statements.size() == 1
                            && Template.text(statements.getFirst().path("Action"))
                                    .equals("lambda:InvokeFunction")
                            && Template.texts(statements.getFirst().path("Resource"))
                                    .toList()
                                    .containsAll(aliases),
                    id + " may not call what it should, or more");
        });
    }
}
