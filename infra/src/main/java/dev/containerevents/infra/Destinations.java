package dev.containerevents.infra;

import dev.containerevents.infra.LiveFunction.Start;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping.ScalingConfigProperty;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.IQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.IDependable;

/// Delivers events to organisations' destinations: the queue of destinations that are due, the function that
/// delivers, the one that wakes those that have to try again, and the rights of the operations on them.
final class Destinations {

    private static final String PACKAGE = "dev.containerevents.delivery.";

    private static final Duration TIMEOUT = Duration.minutes(2);

    /// Six times the function's time limit, as AWS recommends.
    private static final Duration VISIBILITY =
            Duration.seconds(6 * TIMEOUT.toSeconds().intValue());

    private static final Duration WAKE_TIMEOUT = Duration.minutes(1);
    private static final String EVERY_15_MINUTES = "rate(15 minutes)";

    /// How often a message is received before it is a dead letter: for two hours.
    private static final int RECEIVES = 10;

    private static final List<String> DESTINATIONS = List.of("D#*");
    private static final List<String> REMINDERS = List.of("W#*");

    private final SingleTable table;
    private final Queue due;
    private final String secretsPath = "/container-events/" + Aws.STACK_NAME + "/destinations";
    private final CfnParameter delay;
    private final CfnParameter hosts;
    private final LiveFunction deliverEvents;
    private final LiveFunction wakeDestinations;

    Destinations(Stack stack, LiveFunctions functions, SingleTable table, IQueue deadLetters) {
        this.table = table;
        delay = CfnParameter.Builder.create(stack, "DeliveryDelay")
                .type("Number")
                .description("How many seconds events are collected before they are delivered to destinations")
                .minValue(0)
                .maxValue(900)
                .defaultValue(5)
                .build();
        CfnParameter concurrency = CfnParameter.Builder.create(stack, "DeliveryConcurrency")
                .type("Number")
                .description("How many destinations may be delivered to at once")
                .minValue(2)
                .maxValue(1000)
                .defaultValue(10)
                .build();
        hosts = CfnParameter.Builder.create(stack, "DeliveryHosts")
                .description("The hosts to which events may be delivered, as in hooks.example.com,*.example.org;"
                        + " all public ones if it is empty")
                .allowedPattern("((\\*\\.)?[a-z0-9.-]+(,(\\*\\.)?[a-z0-9.-]+)*)?")
                .defaultValue("")
                .build();
        due = Queue.Builder.create(stack, "DueQueue")
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .visibilityTimeout(VISIBILITY)
                .deadLetterQueue(DeadLetterQueue.builder()
                        .queue(deadLetters)
                        .maxReceiveCount(RECEIVES)
                        .build())
                .build();
        deliverEvents = makeDeliverEvents(functions);
        deliverEvents.allowLoops();
        CfnEventSourceMapping.Builder.create(stack, "DeliverEventsMapping")
                .functionName(deliverEvents.alias().getFunctionArn())
                .eventSourceArn(due.getQueueArn())
                .batchSize(1)
                .scalingConfig(ScalingConfigProperty.builder()
                        .maximumConcurrency(concurrency.getValueAsNumber())
                        .build())
                .build();
        wakeDestinations = makeWakeDestinations(functions);
    }

    private LiveFunction makeDeliverEvents(LiveFunctions functions) {
        Map<String, String> environment = new TreeMap<>(announcing());
        environment.put("TABLE_NAME", table.table().getTableName());
        environment.put("SECRETS_PATH", secretsPath);
        environment.put("ALLOWED_HOSTS", hosts.getValueAsString());
        return functions.add(
                "DeliverEvents",
                new LiveFunction.Settings(
                        PACKAGE + "DeliverEvents::handleRequest",
                        Start.ANEW,
                        TIMEOUT,
                        environment,
                        List.of(
                                allow(
                                        List.of("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
                                        due.getQueueArn()),
                                allowAnnouncing(),
                                allow(List.of("ssm:GetParameter"), secrets()),
                                table.allowPartitions(
                                        List.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
                                        DESTINATIONS),
                                allowReminding(),
                                table.allowPartitions(List.of("dynamodb:GetItem"), List.of("O#*")),
                                table.allowPartitions(List.of("dynamodb:Query"), List.of("L#*")),
                                table.allowPartitions(
                                        List.of("dynamodb:BatchGetItem", "dynamodb:PutItem"), List.of("E#*")))));
    }

    private LiveFunction makeWakeDestinations(LiveFunctions functions) {
        return functions.add(
                "WakeDestinations",
                new LiveFunction.Settings(
                        PACKAGE + "WakeDestinations::handleRequest",
                        Start.ANEW,
                        WAKE_TIMEOUT,
                        Map.of("TABLE_NAME", table.table().getTableName(), "DUE_QUEUE_URL", due.getQueueUrl()),
                        List.of(
                                allowAnnouncing(),
                                table.allowPartitions(List.of("dynamodb:Query"), List.of("L#*", "W#*")),
                                table.allowPartitions(List.of("dynamodb:DeleteItem"), REMINDERS),
                                table.allowPartitions(List.of("dynamodb:BatchGetItem"), DESTINATIONS))));
    }

    /// Wakes the destinations that are due every 15 minutes.
    ///
    /// @param after is created long after the role of this schedule
    void wake(Schedules schedules, IDependable after) {
        schedules
                .add(
                        "Wake",
                        "Every15Minutes",
                        EVERY_15_MINUTES,
                        wakeDestinations.alias().getFunctionArn(),
                        "lambda:InvokeFunction")
                .getNode()
                .addDependency(after);
    }

    /// Returns the variables of a function that announces that destinations are due.
    Map<String, String> announcing() {
        return Map.of("DUE_QUEUE_URL", due.getQueueUrl(), "DUE_DELAY_SECONDS", delay.getValueAsString());
    }

    /// Allows leaving reminders for `WakeDestinations`.
    PolicyStatement allowReminding() {
        return table.allowPartitions(List.of("dynamodb:PutItem"), REMINDERS);
    }

    PolicyStatement allowAnnouncing() {
        return allow(List.of("sqs:SendMessage"), due.getQueueArn());
    }

    /// Returns the variables for what an operation may do.
    Map<String, String> environment(List<DestinationAccess> accesses) {
        Map<String, String> environment = new TreeMap<>();
        for (DestinationAccess access : accesses) {
            switch (access) {
                case WRITE_SECRET -> {
                    environment.put("SECRETS_PATH", secretsPath);
                    environment.put("ALLOWED_HOSTS", hosts.getValueAsString());
                }
                case DELETE_SECRET -> environment.put("SECRETS_PATH", secretsPath);
                case ANNOUNCE -> environment.put("DUE_QUEUE_URL", due.getQueueUrl());
                case TEST ->
                    environment.put("DELIVER_FUNCTION", deliverEvents.alias().getFunctionArn());
            }
        }
        return environment;
    }

    /// Allows exactly these accesses.
    List<PolicyStatement> allow(List<DestinationAccess> accesses) {
        return accesses.stream()
                .map(access -> switch (access) {
                    case WRITE_SECRET -> allow(List.of("ssm:PutParameter"), secrets());
                    case DELETE_SECRET -> allow(List.of("ssm:DeleteParameter"), secrets());
                    case ANNOUNCE -> allowAnnouncing();
                    case TEST ->
                        allow(
                                List.of("lambda:InvokeFunction"),
                                deliverEvents.alias().getFunctionArn());
                })
                .toList();
    }

    /// Returns the ARN of all secrets. A right on the key isn't needed: that of Parameter Store admits everyone in
    /// the account who may use the parameter.
    private String secrets() {
        return "arn:" + Aws.PARTITION + ":ssm:" + Aws.REGION + ":" + Aws.ACCOUNT_ID + ":parameter" + secretsPath + "/*";
    }

    private static PolicyStatement allow(List<String> actions, String resource) {
        return PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(resource))
                .build();
    }

    /// Returns the queue of destinations that are due.
    Queue due() {
        return due;
    }
}
