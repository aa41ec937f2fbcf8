package dev.containerevents.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sns.Topic;

/// What somebody should look at, sent to one topic. At most ten: more are not read. They are paid by the metrics
/// that they use, 21, because DynamoDB counts each operation by itself.
///
/// Functions' errors are no alarm of their own: what a client sees of them is the API's 5xx. The authorizer's
/// would be a false one, since every wrong key counts as an error there.
final class Alarms {

    private final Stack stack;
    private final Topic topic;

    Alarms(Stack stack, Metrics metrics, LiveFunction manageAccess, KeepActive weeklyCalls, TableStream stream) {
        this.stack = stack;
        topic = Topic.Builder.create(stack, "Alarms").enforceSsl(true).build();
        // A topic with a policy of its own has lost the default one, by which CloudWatch might publish.
        topic.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
                .actions(List.of("sns:Publish"))
                .resources(List.of(topic.getTopicArn()))
                .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                .build());

        alarm("ApiServerErrors", metrics.serverErrors(), 5, 1, "The API answers 5xx: see the functions' logs.");
        alarm("ApiLatency", metrics.latency("p99"), 3_000, 3, "One in a hundred requests takes over 3 s.");
        alarm(
                "ThrottledWrites",
                metrics.throttledWrites(),
                10,
                1,
                "The table or an index pushes back on writes: an organisation may need more shards.");
        alarm("ThrottledReads", metrics.throttledReads(), 10, 1, "The table or an index pushes back on reads.");
        alarm("TableErrors", metrics.tableErrors(), 5, 1, "DynamoDB fails on its own side.");
        alarm(
                "ThrottledFunctions",
                metrics.throttledFunctions(),
                1,
                1,
                "The account's limit of concurrent functions is reached: ask for a higher one.");
        alarm("ManageAccessErrors", metrics.errors(manageAccess), 1, 1, "A call that manages keys failed.");
        alarm(
                "IteratorAge",
                metrics.iteratorAge(stream.consumers()),
                60_000,
                3,
                "A function has been behind the table's stream for a quarter of an hour: see its log. The stream"
                        + " forgets after 24 hours.");
        alarm(
                "DeadLettersWaiting",
                metrics.deadLetters(stream.deadLetters()),
                1,
                1,
                "A record was given up: see the queue.");
        alarm(
                "KeepActiveLost",
                metrics.lostCalls(weeklyCalls),
                1,
                1,
                "Functions missed their weekly call: see the executions of the state machine.");
    }

    Topic topic() {
        return topic;
    }

    /// @param periods in a row that have to reach the threshold
    private void alarm(String id, IMetric metric, double threshold, int periods, String description) {
        Alarm.Builder.create(stack, id)
                .alarmDescription(description)
                .metric(metric)
                .threshold(threshold)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .evaluationPeriods(periods)
                .treatMissingData(TreatMissingData.NOT_BREACHING)
                .build()
                .addAlarmAction(new SnsAction(topic));
    }
}
