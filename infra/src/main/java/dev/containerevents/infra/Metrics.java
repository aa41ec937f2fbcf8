package dev.containerevents.infra;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.apigateway.SpecRestApi;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.MetricFilterOptions;
import software.amazon.awscdk.services.sqs.IQueue;

/// The metrics of the service, in periods of five minutes.
final class Metrics {

    static final Duration PERIOD = Duration.minutes(5);

    private static final String DESTINATIONS_FAILING = "DestinationsFailing";
    private static final String OLDEST_UNDELIVERED_AGE = "OldestUndeliveredAge";

    private static final List<String> WRITES = List.of("PutItem", "UpdateItem", "TransactWriteItems");
    private static final List<String> READS = List.of("GetItem", "BatchGetItem", "Query");

    private final SpecRestApi api;
    private final SpecRestApi hooks;
    private final Table table;

    /// @param hooks the API for web hooks
    /// @param log the functions' log, whose lines say how destinations are
    Metrics(SpecRestApi api, SpecRestApi hooks, Table table, LogGroup log) {
        this.api = api;
        this.hooks = hooks;
        this.table = table;
        count(log, DESTINATIONS_FAILING, "$.destinations_failing");
        count(log, OLDEST_UNDELIVERED_AGE, "$.oldest_undelivered_age");
    }

    /// Makes a metric of a number in log lines. Its namespace is the stack's name, which tells copies of the stack
    /// apart.
    private static void count(LogGroup log, String metric, String member) {
        log.addMetricFilter(
                metric,
                MetricFilterOptions.builder()
                        .filterPattern(FilterPattern.numberValue(member, ">=", 0))
                        .metricNamespace(Aws.STACK_NAME)
                        .metricName(metric)
                        .metricValue(member)
                        .build());
    }

    Metric requests() {
        return api.metricCount(statistic("Sum"));
    }

    Metric clientErrors() {
        return api.metricClientError(statistic("Sum"));
    }

    /// Counts responses 5xx of both APIs: what a function of the intake fails at, web hooks may see alone.
    IMetric serverErrors() {
        return sum(
                "Server errors",
                Map.of(
                        "api_5xx",
                        api.metricServerError(statistic("Sum")),
                        "hooks_5xx",
                        hooks.metricServerError(statistic("Sum"))));
    }

    Metric latency(String percentile) {
        return api.metricLatency(statistic(percentile));
    }

    /// Counts writes that the table or an index throttled.
    IMetric throttledWrites() {
        return ofTable("ThrottledRequests", "Throttled writes", WRITES);
    }

    IMetric throttledReads() {
        return ofTable("ThrottledRequests", "Throttled reads", READS);
    }

    IMetric tableErrors() {
        return ofTable(
                "SystemErrors",
                "System errors",
                Stream.concat(READS.stream(), WRITES.stream()).toList());
    }

    IMetric readUnits() {
        return table.metricConsumedReadCapacityUnits(statistic("Sum"));
    }

    IMetric writeUnits() {
        return table.metricConsumedWriteCapacityUnits(statistic("Sum"));
    }

    IMetric units(String metric, String index) {
        return sum(
                "AWS/DynamoDB", metric, Map.of("TableName", table.getTableName(), "GlobalSecondaryIndexName", index));
    }

    /// Counts for all functions of the account, because they share one limit.
    IMetric throttledFunctions() {
        return sum("AWS/Lambda", "Throttles", Map.of());
    }

    IMetric errors(LiveFunction function) {
        return function.function().metricErrors(statistic("Sum"));
    }

    IMetric duration(LiveFunction function) {
        return function.function().metricDuration(statistic("p99"));
    }

    /// The age of the last record that the function received, in milliseconds. It grows while a batch is retried.
    IMetric iteratorAge(LiveFunction function) {
        return function.function().metric("IteratorAge", statistic("Maximum"));
    }

    /// The age for the function that is furthest behind. A function without records has no data points.
    IMetric iteratorAge(Collection<LiveFunction> functions) {
        Map<String, IMetric> byFunction = new TreeMap<>();
        functions.forEach(function -> byFunction.put(function.id().toLowerCase(Locale.ROOT), iteratorAge(function)));
        return MathExpression.Builder.create()
                .expression("MAX([" + String.join(",", byFunction.keySet()) + "])")
                .usingMetrics(byFunction)
                .label("Iterator age")
                .period(PERIOD)
                .build();
    }

    IMetric deadLetters(IQueue queue) {
        return queue.metricApproximateNumberOfMessagesVisible(statistic("Maximum"));
    }

    /// Calls of schedules that weren't made, and weekly calls that weren't finished.
    IMetric lostCalls(Schedules schedules, KeepActive weeklyCalls) {
        return sum(
                "Lost calls",
                Map.of(
                        "dropped",
                        sum("AWS/Scheduler", "InvocationDroppedCount", Map.of("ScheduleGroup", schedules.group())),
                        "failed",
                        sum("AWS/States", "ExecutionsFailed", Map.of("StateMachineArn", weeklyCalls.calls()))));
    }

    /// How many destinations have begun to fail, or were paused.
    IMetric failingDestinations() {
        return sum(Aws.STACK_NAME, DESTINATIONS_FAILING, Map.of());
    }

    /// The age of the oldest event that a destination has not accepted yet, in seconds.
    IMetric undeliveredAge() {
        return metric(Aws.STACK_NAME, OLDEST_UNDELIVERED_AGE, Map.of(), "Maximum");
    }

    /// How many destinations are due and wait for the function that delivers.
    IMetric dueDestinations(IQueue due) {
        return due.metricApproximateNumberOfMessagesVisible(statistic("Maximum"));
    }

    private IMetric ofTable(String metric, String label, List<String> operations) {
        Map<String, IMetric> byOperation = new TreeMap<>();
        for (String operation : operations) {
            byOperation.put(
                    // A graph may show several sums.
                    (metric + "_" + operation).toLowerCase(Locale.ROOT),
                    sum("AWS/DynamoDB", metric, Map.of("TableName", table.getTableName(), "Operation", operation)));
        }
        return sum(label, byOperation);
    }

    /// SUM, not +: a metric without counts has no data points, and + has none if one of its sides has none.
    private static IMetric sum(String label, Map<String, IMetric> metrics) {
        Map<String, IMetric> sorted = new TreeMap<>(metrics);
        return MathExpression.Builder.create()
                .expression("SUM([" + String.join(",", sorted.keySet()) + "])")
                .usingMetrics(sorted)
                .label(label)
                .period(PERIOD)
                .build();
    }

    private static IMetric sum(String namespace, String name, Map<String, String> dimensions) {
        return metric(namespace, name, dimensions, "Sum");
    }

    private static IMetric metric(String namespace, String name, Map<String, String> dimensions, String statistic) {
        return Metric.Builder.create()
                .namespace(namespace)
                .metricName(name)
                .dimensionsMap(dimensions)
                .statistic(statistic)
                .period(PERIOD)
                .build();
    }

    private static MetricOptions statistic(String name) {
        return MetricOptions.builder().statistic(name).period(PERIOD).build();
    }
}
