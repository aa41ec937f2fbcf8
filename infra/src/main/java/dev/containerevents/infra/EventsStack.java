package dev.containerevents.infra;

import dev.containerevents.auth.Authorizer;
import dev.containerevents.auth.UsageKey;
import dev.containerevents.infra.LiveFunction.Start;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/// The whole deployment: the table, the functions of its stream, those that deliver to destinations, a function
/// for each operation of the contract and two more, and the API in front of them.
final class EventsStack extends Stack {

    /// The partitions of organisations and of keys.
    private static final List<String> ACCESS_PARTITIONS = List.of("O#*", "K#*");

    private static final List<String> TOKEN_PARTITIONS = List.of("V#*");

    /// Less than the gateway waits, so that Lambda ends a slow function, which it logs.
    private static final Duration TIMEOUT = Duration.seconds(25);

    private static final Duration DEAD_LETTERS_RETENTION = Duration.days(14);

    private final SingleTable table;
    private final LiveFunctions functions;

    EventsStack(Construct app, String id, Contract contract) {
        super(app, id, StackProps.builder().terminationProtection(true).build());
        table = new SingleTable(this);
        functions = new LiveFunctions(this);
        LiveFunction authorizer = access(
                "Authorizer",
                Start.SNAPSHOT,
                List.of("dynamodb:BatchGetItem", "dynamodb:GetItem"),
                Map.of(
                        Authorizer.OWN_ROUTES,
                        String.join(" ", ownRoutes(contract)),
                        Authorizer.VIEWER_ROUTES,
                        String.join(" ", viewerRoutes(contract)),
                        UsageKey.PREFIX,
                        TierPlans.prefix()),
                table.allowPartitions(List.of("dynamodb:GetItem"), TOKEN_PARTITIONS),
                // The end of a log says how many events an organisation stored today.
                table.allowPartitions(List.of("dynamodb:Query"), List.of("L#*")));
        authorizer.reserve(CfnParameter.Builder.create(this, "AuthorizerConcurrency")
                .type("Number")
                .description("How many requests the authorizer may check at once; 0 for no limit of its own")
                .minValue(0)
                .defaultValue(0)
                .build());
        Queue deadLetters = deadLetters();
        Destinations destinations = new Destinations(this, functions, table, deadLetters);
        Map<Operation, LiveFunction> endpoints = new LinkedHashMap<>();
        for (Operation operation : contract.operations()) {
            endpoints.put(
                    operation,
                    function(
                            operation.id(),
                            operation.handler(),
                            Start.SNAPSHOT,
                            Stream.concat(
                                            table.allow(operation.tableAccess()).stream(),
                                            destinations.allow(operation.destinationAccess()).stream())
                                    .toList(),
                            destinations.environment(operation.destinationAccess())));
        }

        ApiDocument document = new ApiDocument(Aws.STACK_NAME, authorizer.alias());
        endpoints.forEach((operation, function) -> document.add(operation, function.alias()));
        EventsApi api = new EventsApi(this, document, contract);
        api.permitAuthorizer(authorizer);
        endpoints.forEach(api::permit);

        HookApi hooks = hooks(authorizer, endpoints, api);

        TierPlans plans = new TierPlans(this, List.of(api.api(), hooks.api()));
        LiveFunction manageAccess = access(
                "ManageAccess",
                Start.ANEW,
                List.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"),
                Map.of(UsageKey.PREFIX, TierPlans.prefix(), "USAGE_PLANS", plans.ids()),
                table.allowPartitions(List.of("dynamodb:BatchGetItem", "dynamodb:PutItem"), List.of("C#*")),
                // To revoke a token, not to make one.
                table.allowPartitions(List.of("dynamodb:UpdateItem"), TOKEN_PARTITIONS),
                plans.allowKeys());

        TableStream stream = new TableStream(this, functions, table, deadLetters, destinations);
        Schedules schedules = new Schedules(this);
        KeepActive weeklyCalls = new KeepActive(this, schedules, functions.withSnapshot());
        destinations.wake(schedules, weeklyCalls.schedule());
        Metrics metrics = new Metrics(api.api(), hooks.api(), table.table(), functions.log());
        Alarms alarms = new Alarms(this, metrics, schedules, weeklyCalls, stream, deadLetters);
        new OperationsDashboard(this, metrics, functions.all(), stream, deadLetters, destinations.due());

        output("ApiUrl", "The base URL of the API", EventsApi.url(api.api()));
        output(
                "HookUrl",
                "The base URL for senders that can set no header, with ?key= and the key of a source",
                EventsApi.url(hooks.api()));
        output(
                "ManageAccessFunction",
                "The function that creates organisations and keys, for aws lambda invoke --function-name",
                callable(manageAccess));
        output(
                "VerifyLedgerFunction",
                "The function that compares events, logs and counters, for aws lambda invoke --function-name",
                callable(stream.verifyLedger()));
        output("TableName", "The table of the events", table.table().getTableName());
        output(
                "EventBusName",
                "The bus on which new events are put if Publish is true",
                stream.bus().getEventBusName());
        output(
                "DeadLettersUrl",
                "The queue of records and messages that a function couldn't process",
                deadLetters.getQueueUrl());
        output("AlarmTopic", "The topic of the alarms", alarms.topic().getTopicArn());
    }

    private HookApi hooks(LiveFunction authorizer, Map<Operation, LiveFunction> endpoints, EventsApi api) {
        ApiDocument document = new ApiDocument(Aws.STACK_NAME + "-hooks", authorizer.alias());
        Map<Operation, LiveFunction> served = new LinkedHashMap<>();
        endpoints.forEach((operation, function) -> {
            if (operation.isForHooks()) {
                served.put(operation.forHooks(), function);
            }
        });
        served.forEach((operation, function) -> document.add(operation, function.alias()));
        HookApi hooks = new HookApi(this, document, api.accessLog());
        // The account's role for access logs must be set before.
        hooks.api().getDeploymentStage().getNode().addDependency(api.api());
        api.permitAuthorizer(authorizer, hooks);
        served.forEach((operation, function) -> api.permit(operation, function, hooks));
        return hooks;
    }

    /// Returns the routes whose paths name no organisation, as in a policy; they access the key's own. Public
    /// routes need no policy. To the gateway, a path with a slash at its end is the same.
    private static List<String> ownRoutes(Contract contract) {
        return contract.operations().stream()
                .filter(operation -> !operation.isPublic())
                .flatMap(operation -> operation.routes().stream())
                .filter(route -> !route.namesOrg())
                .map(route -> route.method() + route.anyPath())
                .flatMap(route -> route.endsWith("*") ? Stream.of(route) : Stream.of(route, route + "/"))
                .sorted()
                .toList();
    }

    /// Returns the routes that viewer tokens may read, each as the contract has it, with the kinds of scope that
    /// its operation applies.
    private static List<String> viewerRoutes(Contract contract) {
        return contract.operations().stream()
                .flatMap(operation -> operation.viewerScopes().stream()
                        .flatMap(scopes -> operation.routes().stream()
                                .filter(route -> route.method().equals("GET"))
                                .map(route -> route.path().substring(1) + "=" + String.join(",", scopes))))
                .sorted()
                .toList();
    }

    /// Creates the queue of records and messages that a function couldn't process.
    private Queue deadLetters() {
        return Queue.Builder.create(this, "DeadLetters")
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .retentionPeriod(DEAD_LETTERS_RETENTION)
                // The stream drops a record after a day, so the queue may have the last copy. A failed first
                // deployment doesn't leave an empty queue.
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .build();
    }

    /// @param actions what it may do with organisations and keys
    /// @param others  its only other rights
    private LiveFunction access(
            String name,
            Start start,
            List<String> actions,
            Map<String, String> environment,
            PolicyStatement... others) {
        List<PolicyStatement> statements = new ArrayList<>(List.of(others));
        statements.addFirst(table.allowPartitions(actions, ACCESS_PARTITIONS));
        return function(name, "dev.containerevents.auth." + name + "::handleRequest", start, statements, environment);
    }

    private LiveFunction function(
            String id,
            String handler,
            Start start,
            List<PolicyStatement> tableAccess,
            Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("TABLE_NAME", table.table().getTableName());
        return functions.add(id, new LiveFunction.Settings(handler, start, TIMEOUT, all, tableAccess));
    }

    private static String callable(LiveFunction function) {
        return Fn.join(":", List.of(function.function().getFunctionName(), LiveFunction.ALIAS));
    }

    private void output(String id, String description, String value) {
        CfnOutput.Builder.create(this, id).description(description).value(value).build();
    }
}
