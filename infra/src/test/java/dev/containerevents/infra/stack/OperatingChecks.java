package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.aws.KeepActiveCall;
import dev.containerevents.infra.repository.Document;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Alarms and the weekly calls.
record OperatingChecks() {

    /// A row of OPERATE.md's table of alarms.
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|.*");

    /// No more than these are read: a new one replaces another.
    private static final int ALARMS = 10;

    private static final String OPERATE = "infra/OPERATE.md";
    private static final String PERFORMANCE = "infra/PERFORMANCE.md";

    List<Check> all() {
        return List.of(
                new Check("has the alarms of OPERATE.md, and sends each to the topic", this::alarms),
                new Check("has ten alarms", this::number),
                new Check("raises no alarm for wrong keys", this::wrongKeys),
                new Check("alarms when an API answers 5xx", this::serverErrors),
                new Check("alarms when the stream is not followed", this::behind),
                new Check("lets CloudWatch publish alarms, by TLS only", this::topic),
                new Check("calls every alias with a snapshot once a week", this::weeklyCalls));
    }

    private void number(StackTemplate template, Findings findings) {
        findings.equal(
                "the number of alarms",
                ALARMS,
                String.valueOf(template.resources("AWS::CloudWatch::Alarm").size()));
    }

    private void alarms(StackTemplate template, Findings findings) {
        Map<String, JsonNode> alarms = template.properties("AWS::CloudWatch::Alarm");
        findings.equal(
                "the alarms, which OPERATE.md lists,",
                documented().toString(),
                // CDK ends a logical id with eight digits of a hash.
                alarms.keySet().stream()
                        .map(id -> id.substring(0, id.length() - 8))
                        .sorted()
                        .toList()
                        .toString());
        int metrics = alarms.values().stream()
                .mapToInt(alarm -> alarm.findValues("MetricName").size())
                .sum();
        String price =
                String.format(Locale.ROOT, "| the alarms | %d metrics at $0.10 | %.2f |", metrics, metrics * 0.1);
        findings.unless(lines(PERFORMANCE).contains(price), PERFORMANCE + " lacks the line " + price);
        alarms.forEach((id, alarm) -> {
            findings.unless(
                    template.resources("AWS::SNS::Topic")
                            .containsKey(StackTemplate.name(StackTemplate.text(
                                    alarm.path("AlarmActions").path(0)))),
                    id + " tells nobody");
            findings.equal(id + " without figures", "notBreaching", alarm.path("TreatMissingData"));
            alarm.path("Metrics")
                    .forEach(metric -> findings.unless(
                            !metric.path("Expression").asText().contains(" + "),
                            id + " adds by +, which has no value where one of the sides has none"));
        });
    }

    /// Returns the names of the alarms that OPERATE.md describes.
    static List<String> documented() {
        return lines(OPERATE).stream()
                .dropWhile(line -> !line.equals("## Alarms"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1))
                .sorted()
                .toList();
    }

    private static List<String> lines(String document) {
        try {
            return Document.read(document).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void wrongKeys(StackTemplate template, Findings findings) {
        template.properties("AWS::CloudWatch::Alarm")
                .forEach((id, alarm) -> findings.unless(
                        !alarm.path("MetricName").asText().equals("Errors")
                                || !alarm.path("Dimensions").toString().contains("\"Authorizer\""),
                        id + " counts every wrong key"));
    }

    private void serverErrors(StackTemplate template, Findings findings) {
        JsonNode metrics = template.named(template.alarm("ApiServerErrors")).path("Metrics");
        findings.same(
                "the APIs of ApiServerErrors",
                template.properties("AWS::ApiGateway::RestApi").values().stream()
                        .map(api -> "5XXError " + StackTemplate.text(api.path("Name")))
                        .toList(),
                metrics.valueStream()
                        .map(metric -> metric.at("/MetricStat/Metric"))
                        .filter(JsonNode::isObject)
                        .map(metric -> metric.path("MetricName").asText() + " "
                                + StackTemplate.text(metric.at("/Dimensions/0/Value")))
                        .toList());
        findings.unless(
                metrics.valueStream()
                        .anyMatch(metric -> metric.path("Expression").asText().equals("SUM([api_5xx,hooks_5xx])")),
                "ApiServerErrors isn't the sum of both APIs");
    }

    private void behind(StackTemplate template, Findings findings) {
        JsonNode age = template.named(template.alarm("IteratorAge"));
        findings.equal("IteratorAge Threshold", 60_000, age.path("Threshold"));
        findings.equal("IteratorAge EvaluationPeriods", 3, age.path("EvaluationPeriods"));
        findings.unless(
                age.path("Metrics")
                        .valueStream()
                        .anyMatch(metric ->
                                metric.path("Expression").asText().equals("MAX([publishevents,updateledger])")),
                "IteratorAge is not that of both functions");
        JsonNode letters = template.named(template.alarm("DeadLettersWaiting"));
        findings.equal(
                "DeadLettersWaiting MetricName", "ApproximateNumberOfMessagesVisible", letters.path("MetricName"));
        findings.equal("DeadLettersWaiting Statistic", "Maximum", letters.path("Statistic"));
        findings.equal("DeadLettersWaiting Threshold", 1, letters.path("Threshold"));
    }

    private void topic(StackTemplate template, Findings findings) {
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

    private void weeklyCalls(StackTemplate template, Findings findings) {
        JsonNode schedule = template.named("KeepActiveWeekly");
        findings.equal("the rate", "rate(7 days)", schedule.path("ScheduleExpression"));
        JsonNode machine = template.only("AWS::StepFunctions::StateMachine");
        String machineId = String.join(
                " ", template.resources("AWS::StepFunctions::StateMachine").keySet());
        findings.equal(
                "the target", "${" + machineId + "}", schedule.path("Target").path("Arn"));
        may(template, findings, schedule.path("Target"), "states:StartExecution", List.of("${" + machineId + "}"));

        List<String> aliases = template.properties("AWS::Lambda::Function").entrySet().stream()
                .filter(function -> function.getValue().has("SnapStart"))
                .map(function -> "${" + template.alias(function.getKey()).orElse("no alias") + "}")
                .toList();
        JsonNode each = machine.path("Definition").path("States").path("CallEach");
        JsonNode call = each.path("ItemProcessor").path("States").path("Call");
        findings.equal(
                "the query language", "JSONata", machine.path("Definition").path("QueryLanguage"));
        findings.same(
                "the weekly calls",
                aliases,
                each.path("Items").valueStream().map(StackTemplate::text).toList());
        findings.equal("what does it", "arn:${AWS::Partition}:states:::lambda:invoke", call.path("Resource"));
        findings.equal("whom", "{% $states.input %}", call.path("Arguments").path("FunctionName"));
        findings.equal("how", "Event", call.path("Arguments").path("InvocationType"));
        findings.equal("the call", KeepActiveCall.EVENT, call.path("Arguments").path("Payload"));
        may(template, findings, machine, "lambda:InvokeFunction", aliases);

        JsonNode lost = template.named(template.alarm("ScheduledCallsLost"));
        findings.same(
                "what ScheduledCallsLost counts",
                List.of("InvocationDroppedCount", "ExecutionsFailed"),
                lost.findValuesAsText("MetricName"));
    }

    /// Expects that the role of a schedule or state machine has only this right on these resources.
    static void may(StackTemplate template, Findings findings, JsonNode whose, String action, List<String> resources) {
        String role = StackTemplate.name(StackTemplate.text(whose.path("RoleArn")));
        List<JsonNode> statements = template.statementsOf(role);
        findings.equal(role + "'s statements", 1, String.valueOf(statements.size()));
        statements.forEach(statement -> {
            findings.equal(role + "'s action", action, statement.path("Action"));
            findings.same(
                    role + "'s resources",
                    resources,
                    StackTemplate.texts(statement.path("Resource")).toList());
        });
    }
}
