package dev.containerevents.infra;

import dev.containerevents.infra.LiveFunction.Start;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping.FilterCriteriaProperty;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping.FilterProperty;
import software.amazon.awscdk.services.sqs.Queue;

/// Everything that follows the table's stream: its functions, the one that checks their work, and the bus for
/// other systems.
///
/// A bus and a disabled mapping cost nothing, so both always exist.
final class TableStream {

    static final String PACKAGE = "dev.containerevents.stream.";

    private static final Duration TIMEOUT = Duration.minutes(1);

    /// Events only: the functions must not be invoked for what they write themselves.
    private static final String EVENTS = "\"dynamodb\":{\"Keys\":{\"pk\":{\"S\":[{\"prefix\":\"E#\"}]}}}";

    /// Staged rows. Their expiry must not come back, either.
    private static final String STAGED =
            "\"eventName\":[\"INSERT\",\"MODIFY\"],\"dynamodb\":{\"Keys\":{\"pk\":{\"S\":[{\"prefix\":\"S#\"}]}}}";

    private static final List<String> EVENT_PARTITIONS = List.of("E#*");
    private static final List<String> COUNTERS = List.of("C#*");
    private static final List<String> LOGS_AND_COUNTERS = List.of("L#*", "C#*");
    private static final List<String> ORGANISATIONS = List.of("O#*");

    private final Stack stack;
    private final LiveFunctions functions;
    private final SingleTable table;
    private final Queue deadLetters;
    private final EventBus bus;
    private final LiveFunction updateLedger;
    private final LiveFunction publishEvents;
    private final LiveFunction verifyLedger;

    TableStream(Stack stack, LiveFunctions functions, SingleTable table, Queue deadLetters, Destinations destinations) {
        this.stack = stack;
        this.functions = functions;
        this.table = table;
        this.deadLetters = deadLetters;
        bus = EventBus.Builder.create(stack, "Events")
                // CloudFormation doesn't generate names of buses.
                .eventBusName(Aws.STACK_NAME)
                .build();
        updateLedger = makeUpdateLedger(destinations);
        publishEvents = makePublishEvents();
        verifyLedger = makeVerifyLedger();
    }

    private LiveFunction makeUpdateLedger(Destinations destinations) {
        Map<String, String> environment = new TreeMap<>(destinations.announcing());
        environment.put("TABLE_NAME", table.table().getTableName());
        environment.put("DEAD_LETTERS_URL", deadLetters.getQueueUrl());
        LiveFunction function = function(
                "UpdateLedger",
                TIMEOUT,
                environment,
                consumer(
                        destinations.allowAnnouncing(),
                        destinations.allowReminding(),
                        table.allowPartitions(List.of("dynamodb:Query"), List.of("D#*")),
                        table.allowPartitions(List.of("dynamodb:UpdateItem"), List.of("S#*")),
                        table.allowPartitions(List.of("dynamodb:PutItem", "dynamodb:Query"), LOGS_AND_COUNTERS),
                        table.allowPartitions(List.of("dynamodb:BatchGetItem"), COUNTERS)));
        mapping(function, "{" + EVENTS + "}", "{" + STAGED + "}")
                .startingPosition("TRIM_HORIZON")
                .batchSize(1000)
                // Only a windowed invocation says of which shard it is; the state that comes with it is not used.
                .tumblingWindowInSeconds(900)
                .parallelizationFactor(1)
                .functionResponseTypes(List.of("ReportBatchItemFailures"))
                .enabled(true)
                .build();
        return function;
    }

    private LiveFunction makePublishEvents() {
        LiveFunction function = function(
                "PublishEvents",
                TIMEOUT,
                Map.of("EVENT_BUS", bus.getEventBusName(), "DEAD_LETTERS_URL", deadLetters.getQueueUrl()),
                consumer(allow("events:PutEvents", bus.getEventBusArn())));
        // Not called PublishEvents: a parameter and a resource can't share a name.
        CfnParameter publish = CfnParameter.Builder.create(stack, "Publish")
                .description("Whether new events are put on the event bus")
                .allowedValues(List.of("true", "false"))
                .defaultValue("false")
                .build();
        mapping(function, "{\"eventName\":[\"INSERT\"]," + EVENTS + "}")
                .startingPosition("LATEST")
                .batchSize(100)
                .functionResponseTypes(List.of("ReportBatchItemFailures"))
                .enabled(publish.getValue())
                .build();
        return function;
    }

    private LiveFunction makeVerifyLedger() {
        return function(
                "VerifyLedger",
                Duration.minutes(15),
                Map.of("TABLE_NAME", table.table().getTableName()),
                List.of(
                        table.allowPartitions(List.of("dynamodb:GetItem"), ORGANISATIONS),
                        table.allowPartitions(List.of("dynamodb:BatchGetItem"), EVENT_PARTITIONS),
                        table.allowPartitions(List.of("dynamodb:UpdateItem"), List.of("E#*", "S#*")),
                        table.allowPartitions(List.of("dynamodb:Query"), LOGS_AND_COUNTERS),
                        table.allowPartitions(List.of("dynamodb:PutItem"), COUNTERS),
                        table.allowIndex(List.of("dynamodb:Query"), "by_org")));
    }

    private LiveFunction function(
            String id, Duration timeout, Map<String, String> environment, List<PolicyStatement> access) {
        return functions.add(
                id,
                new LiveFunction.Settings(PACKAGE + id + "::handleRequest", Start.ANEW, timeout, environment, access));
    }

    /// Returns the common settings of all mappings. A record is retried until it is processed or the stream drops
    /// it. A function that can't process a record sends it to the queue, whole, and continues.
    private CfnEventSourceMapping.Builder mapping(LiveFunction function, String... patterns) {
        return CfnEventSourceMapping.Builder.create(stack, function.id() + "Mapping")
                .functionName(function.alias().getFunctionArn())
                .eventSourceArn(table.streamArn())
                .filterCriteria(FilterCriteriaProperty.builder()
                        .filters(Stream.of(patterns)
                                .map(pattern -> FilterProperty.builder()
                                        .pattern(pattern)
                                        .build())
                                .toList())
                        .build())
                .maximumBatchingWindowInSeconds(1)
                .maximumRetryAttempts(-1)
                .maximumRecordAgeInSeconds(-1)
                .bisectBatchOnFunctionError(true);
    }

    /// Returns the rights of a function that the stream feeds.
    ///
    /// @param own the rights for its own purpose
    private List<PolicyStatement> consumer(PolicyStatement... own) {
        return Stream.of(
                        table.allowStream().stream(),
                        Stream.of(own),
                        Stream.of(allow("sqs:SendMessage", deadLetters.getQueueArn())))
                .flatMap(statements -> statements)
                .toList();
    }

    private static PolicyStatement allow(String action, String resource) {
        return PolicyStatement.Builder.create()
                .actions(List.of(action))
                .resources(List.of(resource))
                .build();
    }

    EventBus bus() {
        return bus;
    }

    LiveFunction verifyLedger() {
        return verifyLedger;
    }

    /// Returns the functions that the stream feeds.
    List<LiveFunction> consumers() {
        return List.of(updateLedger, publishEvents);
    }
}
