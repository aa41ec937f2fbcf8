package dev.containerevents.infra.stack;

import static dev.containerevents.infra.stack.Mutation.in;
import static dev.containerevents.infra.stack.Mutation.list;
import static dev.containerevents.infra.stack.TemplateMutations.at;

import java.util.stream.Stream;

/// Ways to break the delivery to destinations, each with the check that must notice it.
final class DestinationMutations {

    private static final String MAPPING = "/Resources/DeliverEventsMapping/Properties";
    private static final String DELIVER = "/Resources/DeliverEvents/Properties";
    private static final String WAKE = "/Resources/WakeEvery15Minutes/Properties";
    private static final StackTemplate TEMPLATE = Synthesised.template();
    private static final String DUE = resource("AWS::SQS::Queue", "DueQueue");

    private DestinationMutations() {}

    static Stream<Mutation> all() {
        return Stream.of(queue(), loops(), wake(), told(), observed(), rights()).flatMap(mutations -> mutations);
    }

    private static Stream<Mutation> queue() {
        String queue = "has a queue of due destinations that gives up after two hours";
        String mapping = "delivers to one destination at a time, to as many as the parameter says";
        return Stream.of(
                in(queue, DUE, node -> node.put("VisibilityTimeout", 30)),
                in(queue, DELIVER, node -> node.put("Timeout", 300)),
                in(queue, DUE, node -> node.remove("RedrivePolicy")),
                in(queue, DUE + "/RedrivePolicy", node -> node.put("maxReceiveCount", 1)),
                in(queue, DUE, node -> node.put("SqsManagedSseEnabled", false)),
                in(queue, DUE, node -> node.put("FifoQueue", true)),
                in(mapping, MAPPING, node -> node.put("BatchSize", 10)),
                in(mapping, MAPPING, node -> node.remove("ScalingConfig")),
                in(mapping, MAPPING + "/ScalingConfig", node -> node.put("MaximumConcurrency", 10)),
                in(mapping, MAPPING, node -> node.put("Enabled", false)),
                in(mapping, MAPPING, node -> node.putObject("FunctionName").put("Ref", "DeliverEvents")),
                in(mapping, MAPPING, node -> node.putObject("FilterCriteria")));
    }

    private static Stream<Mutation> loops() {
        String loops = "lets only DeliverEvents invoke itself by its queue";
        return Stream.of(
                in(loops, DELIVER, node -> node.remove("RecursiveLoop")),
                in(loops, DELIVER, node -> node.put("RecursiveLoop", "Terminate")),
                in(loops, "/Resources/UpdateLedger/Properties", node -> node.put("RecursiveLoop", "Allow")));
    }

    private static Stream<Mutation> wake() {
        String wake = "wakes destinations every 15 minutes";
        String ages = "uses the roles of the schedules minutes after they are made";
        String role = resource("AWS::IAM::Policy", "WakePolicy") + "/PolicyDocument/Statement/0";
        return Stream.of(
                in(wake, WAKE, node -> node.put("ScheduleExpression", "rate(1 minutes)")),
                in(wake, WAKE + "/Target", node -> node.set("Arn", at("/Resources/WakeDestinations/Properties/Role"))),
                in(wake, WAKE, node -> node.put("GroupName", "default")),
                in(wake, role, node -> node.put("Resource", "*")),
                in(ages, "/Resources/WakeEvery15Minutes", node -> node.remove("DependsOn")));
    }

    private static Stream<Mutation> told() {
        String told = "tells functions of queue, secrets and hosts";
        String parameters = "takes parameters that AWS takes";
        String variables = "/Environment/Variables";
        return Stream.of(
                in(told, DELIVER + variables, node -> node.put("SECRETS_PATH", "/")),
                in(told, DELIVER + variables, node -> node.remove("ALLOWED_HOSTS")),
                in(told, DELIVER + variables, node -> node.remove("DUE_QUEUE_URL")),
                in(
                        told,
                        "/Resources/UpdateLedger/Properties" + variables,
                        node -> node.put("DUE_DELAY_SECONDS", "900")),
                in(told, "/Resources/WakeDestinations/Properties" + variables, node -> node.remove("DUE_QUEUE_URL")),
                in(parameters, "/Parameters/DeliveryDelay", node -> node.put("MaxValue", 901)),
                in(parameters, "/Parameters/DeliveryConcurrency", node -> node.put("MinValue", 1)),
                in(parameters, "/Parameters/DeliveryHosts", node -> node.put("Default", "*")),
                in(parameters, "/Parameters/DeliveryHosts", node -> node.put("AllowedPattern", ".*")));
    }

    private static Stream<Mutation> observed() {
        String metrics = "counts failing destinations and undelivered events, for each stack";
        String filter = "/Resources/"
                + TEMPLATE.resources("AWS::Logs::MetricFilter")
                        .keySet()
                        .iterator()
                        .next();
        String alarm = resource("AWS::CloudWatch::Alarm", "UndeliveredEvents");
        return Stream.of(
                in(metrics, "/Resources", node -> node.remove(filter.substring("/Resources/".length()))),
                in(metrics, filter + "/Properties", node -> node.put("FilterPattern", "")),
                in(
                        metrics,
                        filter + "/Properties/MetricTransformations/0",
                        node -> node.put("MetricNamespace", "ContainerEvents")),
                in(metrics, alarm, node -> node.put("Namespace", "ContainerEvents")),
                in(metrics, alarm, node -> node.put("Statistic", "Average")),
                in(metrics, alarm, node -> node.put("DatapointsToAlarm", 3)),
                in(metrics, alarm, node -> node.put("Threshold", 1)));
    }

    private static Stream<Mutation> rights() {
        String rights = "allows the delivery what it is for and no more";
        String wildcards = "allows no scan and nothing by a wildcard";
        String secrets = TEMPLATE.statement("DeliverEvents", "ssm:GetParameter");
        return Stream.of(
                in(rights, secrets, node -> node.put("Action", "ssm:PutParameter")),
                list(rights, secrets + "/Resource/Fn::Join/1", node -> node.set(node.size() - 1, "/*")),
                list(wildcards, secrets + "/Resource/Fn::Join/1", node -> node.set(node.size() - 1, "/*")),
                in(
                        rights,
                        TEMPLATE.statement("DeliverEvents", "sqs:SendMessage"),
                        node -> node.put("Action", "sqs:SendMessage2")),
                in(rights, TEMPLATE.statement("DeliverEvents", "dynamodb:Query"), node -> node.remove("Condition")),
                in(rights, TEMPLATE.statement("WakeDestinations", "dynamodb:Query"), node -> node.remove("Condition")),
                in(
                        rights,
                        TEMPLATE.statement("WakeDestinations", "dynamodb:DeleteItem"),
                        node -> node.remove("Condition")),
                in(
                        "allows the stream's functions what they are for and no more",
                        TEMPLATE.statement("UpdateLedger", "sqs:SendMessage"),
                        node -> node.put("Action", "sqs:ReceiveMessage")));
    }

    private static String resource(String type, String construct) {
        return "/Resources/" + TEMPLATE.id(type, construct) + "/Properties";
    }
}
