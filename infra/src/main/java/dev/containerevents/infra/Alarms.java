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
import software.amazon.awscdk.services.sqs.IQueue;

/// The alarms, which notify one topic. There are at most ten, because more aren't read. The price is by metric,
/// and DynamoDB counts each operation separately: PERFORMANCE.md has the sum.
///
/// There is no alarm on functions' errors: to clients, they are 5xx of an API. An alarm on the authorizer's errors
/// would be false, because every wrong key counts as one. Whoever invokes ManageAccess sees its errors.
final class Alarms {

    private final Stack stack;
    private final Topic topic;

    Alarms(
            Stack stack,
            Metrics metrics,
            Schedules schedules,
            KeepActive weeklyCalls,
            TableStream stream,
            IQueue deadLetters) {
        this.stack = stack;
        topic = Topic.Builder.create(stack, "Alarms").enforceSsl(true).build();
        // A topic with its own policy lacks the default one, which allows CloudWatch to publish.
        topic.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
                .actions(List.of("sns:Publish"))
                .resources(List.of(topic.getTopicArn()))
                .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                .build());

        alarm("ApiServerErrors", metrics.serverErrors(), 5, 1, "An API answers 5xx: read the functions' log.");
        alarm("ApiLatency", metrics.latency("p99"), 3_000, 3, "1 % of the requests take over 3 s.");
        alarm(
                "ThrottledWrites",
                metrics.throttledWrites(),
                10,
                1,
                "The table or an index throttles writes: an organisation may need more shards.");
        alarm("ThrottledReads", metrics.throttledReads(), 10, 1, "The table or an index throttles reads.");
        alarm(
                "ThrottledFunctions",
                metrics.throttledFunctions(),
                1,
                1,
                "The account's limit of concurrent functions is reached: request a higher one.");
        alarm(
                "IteratorAge",
                metrics.iteratorAge(stream.consumers()),
                60_000,
                3,
                "A function has been behind the table's stream for a quarter of an hour: read its log. The stream"
                        + " drops records after 24 hours.");
        alarm(
                "DeadLettersWaiting",
                metrics.deadLetters(deadLetters),
                1,
                1,
                "A record or a message couldn't be processed: it is in the queue.");
        alarm(
                "DestinationsFailing",
                metrics.failingDestinations(),
                1,
                1,
                "A destination refuses events, or was paused: its organisation has to correct it.");
        // A destination that isn't accepting has a data point for each attempt, every 15 minutes.
        alarm(
                "UndeliveredEvents",
                metrics.undeliveredAge(),
                3_600,
                new Periods(1, 3),
                "Events have waited for an hour: look for the destination in the functions' log.");
        alarm(
                "ScheduledCallsLost",
                metrics.lostCalls(schedules, weeklyCalls),
                1,
                1,
                "A schedule's call was lost: look at the executions of the state machine, and at the schedules.");
    }

    Topic topic() {
        return topic;
    }

    /// @param reaching how many periods must reach the threshold
    /// @param of among so many
    private record Periods(int reaching, int of) {}

    /// @param periods how many periods in a row must reach the threshold
    private void alarm(String id, IMetric metric, double threshold, int periods, String description) {
        alarm(id, metric, threshold, new Periods(periods, periods), description);
    }

    private void alarm(String id, IMetric metric, double threshold, Periods periods, String description) {
        Alarm.Builder.create(stack, id)
                .alarmDescription(description)
                .metric(metric)
                .threshold(threshold)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .evaluationPeriods(periods.of())
                .datapointsToAlarm(periods.reaching())
                .treatMissingData(TreatMissingData.NOT_BREACHING)
                .build()
                .addAlarmAction(new SnsAction(topic));
    }
}
