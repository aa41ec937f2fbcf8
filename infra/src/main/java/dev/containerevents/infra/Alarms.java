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

/// The alarms, which notify one topic. There are at most ten, because more aren't read. The price is by metric,
/// and DynamoDB counts each operation separately: PERFORMANCE.md has the sum.
///
/// There is no alarm on functions' errors: to clients, they are the API's 5xx. An alarm on the authorizer's errors
/// would be false, because every wrong key counts as one.
final class Alarms {

    private final Stack stack;
    private final Topic topic;

    Alarms(Stack stack, Metrics metrics, LiveFunction manageAccess, KeepActive weeklyCalls, TableStream stream) {
        this.stack = stack;
        topic = Topic.Builder.create(stack, "Alarms").enforceSsl(true).build();
        // A topic with its own policy lacks the default one, which allows CloudWatch to publish.
        topic.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
                .actions(List.of("sns:Publish"))
                .resources(List.of(topic.getTopicArn()))
                .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                .build());

        alarm("ApiServerErrors", metrics.serverErrors(), 5, 1, "The API answers 5xx: read the functions' log.");
        alarm("ApiLatency", metrics.latency("p99"), 3_000, 3, "1 % of the requests take over 3 s.");
        alarm(
                "ThrottledWrites",
                metrics.throttledWrites(),
                10,
                1,
                "The table or an index throttles writes: an organisation may need more shards.");
        alarm("ThrottledReads", metrics.throttledReads(), 10, 1, "The table or an index throttles reads.");
        alarm("TableErrors", metrics.tableErrors(), 5, 1, "DynamoDB fails on its own side.");
        alarm(
                "ThrottledFunctions",
                metrics.throttledFunctions(),
                1,
                1,
                "The account's limit of concurrent functions is reached: request a higher one.");
        alarm("ManageAccessErrors", metrics.errors(manageAccess), 1, 1, "An invocation of ManageAccess failed.");
        alarm(
                "IteratorAge",
                metrics.iteratorAge(stream.consumers()),
                60_000,
                3,
                "A function has been behind the table's stream for a quarter of an hour: read its log. The stream"
                        + " drops records after 24 hours.");
        alarm(
                "DeadLettersWaiting",
                metrics.deadLetters(stream.deadLetters()),
                1,
                1,
                "A record couldn't be processed: it is in the queue.");
        alarm(
                "KeepActiveLost",
                metrics.lostCalls(weeklyCalls),
                1,
                1,
                "Functions missed their weekly call: look at the executions of the state machine.");
    }

    Topic topic() {
        return topic;
    }

    /// @param periods how many periods in a row must reach the threshold
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
