package dev.containerevents.infra;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.sqs.IQueue;

/// The dashboard: from left to right the path of a request, from gateway to function to table, below it that of a
/// stream record, and last that of an event to its destinations.
final class OperationsDashboard {

    private static final int WIDTH = 8;

    OperationsDashboard(
            Stack stack,
            Metrics metrics,
            Collection<LiveFunction> functions,
            TableStream stream,
            IQueue deadLetters,
            IQueue due) {
        Dashboard.Builder.create(stack, "Overview")
                .widgets(List.of(
                        List.of(
                                graph(
                                        "Requests",
                                        List.of(metrics.requests(), metrics.clientErrors(), metrics.serverErrors())),
                                graph("Function errors", of(functions, metrics::errors)),
                                graph(
                                        "Table: throttled and failed",
                                        List.of(
                                                metrics.throttledReads(),
                                                metrics.throttledWrites(),
                                                metrics.tableErrors()))),
                        List.of(
                                graph("Latency", List.of(metrics.latency("p50"), metrics.latency("p99"))),
                                graph("Function duration, p99", of(functions, metrics::duration)),
                                graph("Table: request units", units(metrics))),
                        List.of(
                                graph("Stream: iterator age", of(stream.consumers(), metrics::iteratorAge)),
                                graph("Dead letters", List.of(metrics.deadLetters(deadLetters)))),
                        List.of(
                                graph("Destinations: due", List.of(metrics.dueDestinations(due))),
                                graph("Destinations: failing", List.of(metrics.failingDestinations())),
                                graph(
                                        "Destinations: age of the oldest undelivered event",
                                        List.of(metrics.undeliveredAge())))))
                .build();
    }

    private static List<IMetric> of(
            Collection<LiveFunction> functions, java.util.function.Function<LiveFunction, IMetric> metric) {
        return functions.stream().map(metric).toList();
    }

    private static List<IMetric> units(Metrics metrics) {
        List<IMetric> units = new ArrayList<>(List.of(metrics.readUnits(), metrics.writeUnits()));
        for (String index : SingleTable.INDEXES) {
            units.add(metrics.units("ConsumedReadCapacityUnits", index));
            units.add(metrics.units("ConsumedWriteCapacityUnits", index));
        }
        return units;
    }

    private static IWidget graph(String title, List<IMetric> metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .width(WIDTH)
                .left(metrics)
                .build();
    }
}
