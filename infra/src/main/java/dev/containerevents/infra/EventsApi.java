package dev.containerevents.infra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigateway.ApiDefinition;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.LogGroupLogDestination;
import software.amazon.awscdk.services.apigateway.MethodDeploymentOptions;
import software.amazon.awscdk.services.apigateway.SpecRestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;

/// The regional REST API with its one stage.
final class EventsApi {

    static final String STAGE = "v1";

    /// Requests per second of one method, of all organisations: about as many as one partition of the table takes
    /// writes.
    static final int RATE = 1_000;

    static final int BURST = 1_000;

    /// Requests per second of a method without a key, whose callers can't be told apart.
    private static final int PUBLIC_RATE = 50;

    private static final int PUBLIC_BURST = 100;
    private static final RetentionDays ACCESS_LOG_RETENTION = RetentionDays.ONE_MONTH;

    private final Stack stack;
    private final SpecRestApi api;
    private final LogGroup accessLog;

    EventsApi(Stack stack, ApiDocument document, Contract contract) {
        this.stack = stack;
        accessLog = LogGroup.Builder.create(stack, "AccessLog")
                .retention(ACCESS_LOG_RETENTION)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        api = SpecRestApi.Builder.create(stack, "Api")
                .apiDefinition(ApiDefinition.fromInline(document.body()))
                .restApiName(Aws.STACK_NAME)
                .endpointTypes(List.of(EndpointType.REGIONAL))
                .failOnWarnings(true)
                .cloudWatchRole(true)
                .cloudWatchRoleRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .deployOptions(StageOptions.builder()
                        .stageName(STAGE)
                        .tracingEnabled(true)
                        .throttlingRateLimit(RATE)
                        .throttlingBurstLimit(BURST)
                        .methodOptions(publicMethods(contract))
                        .accessLogDestination(new LogGroupLogDestination(accessLog))
                        .accessLogFormat(AccessLogFormat.custom(accessLine()))
                        .build())
                .build();
        // Our output is named ApiUrl; the construct adds one with a generated name.
        api.getNode().tryRemoveChild("Endpoint");
    }

    /// Returns the settings of the methods that need no key, by path and method.
    private static Map<String, MethodDeploymentOptions> publicMethods(Contract contract) {
        MethodDeploymentOptions options = MethodDeploymentOptions.builder()
                .throttlingRateLimit(PUBLIC_RATE)
                .throttlingBurstLimit(PUBLIC_BURST)
                .build();
        return contract.operations().stream()
                .filter(Operation::isPublic)
                .flatMap(operation -> operation.routes().stream())
                .collect(Collectors.toMap(route -> route.path() + "/" + route.method(), _ -> options));
    }

    SpecRestApi api() {
        return api;
    }

    LogGroup accessLog() {
        return accessLog;
    }

    /// Returns the URL without the construct's final slash: clients join it with a path that begins with one.
    static String url(SpecRestApi api) {
        return "https://" + api.getRestApiId() + ".execute-api." + Aws.REGION + "." + Aws.URL_SUFFIX + "/"
                + api.getDeploymentStage().getStageName();
    }

    /// Lets the gateway invoke the function, from this API's paths of the operation only.
    void permit(Operation operation, LiveFunction function) {
        permit(operation, function, "Permission", path -> api.arnForExecuteApi("*", path, STAGE));
    }

    /// Does the same for the API for web hooks.
    void permit(Operation operation, LiveFunction function, HookApi hooks) {
        permit(operation, function, "HookPermission", path -> hooks.api().arnForExecuteApi("*", path, HookApi.STAGE));
    }

    private void permit(Operation operation, LiveFunction function, String name, UnaryOperator<String> arn) {
        List<String> paths =
                operation.routes().stream().map(Route::anyPath).distinct().toList();
        for (int i = 0; i < paths.size(); i++) {
            String id = operation.id() + name + (i == 0 ? "" : i + 1);
            permit(function, id, arn.apply(paths.get(i)));
        }
    }

    void permitAuthorizer(LiveFunction authorizer) {
        permit(authorizer, "AuthorizerPermission", authorizers(api));
    }

    void permitAuthorizer(LiveFunction authorizer, HookApi hooks) {
        permit(authorizer, "AuthorizerHookPermission", authorizers(hooks.api()));
    }

    private static String authorizers(SpecRestApi api) {
        return "arn:" + Aws.PARTITION + ":execute-api:" + Aws.REGION + ":" + Aws.ACCOUNT_ID + ":" + api.getRestApiId()
                + "/authorizers/*";
    }

    private void permit(LiveFunction function, String id, String source) {
        CfnPermission.Builder.create(stack, id)
                .action("lambda:InvokeFunction")
                .functionName(function.alias().getFunctionArn())
                .principal("apigateway.amazonaws.com")
                .sourceArn(source)
                .build();
    }

    /// Returns the format of the access log. It has the route, neither the path nor the query, because names in a
    /// path may be personal data, and a query may have the key of a source.
    static String accessLine() {
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("request_id", "$context.requestId")
                .put("time", "$context.requestTimeEpoch")
                .put("route", "$context.httpMethod $context.resourcePath")
                .put("status", "$context.status")
                .put("latency", "$context.responseLatency")
                .put("integration_latency", "$context.integrationLatency")
                .put("integration_status", "$context.integrationStatus")
                .put("response_length", "$context.responseLength")
                .put("org", "$context.authorizer.org")
                .put("gateway_answer", "$context.error.responseType")
                .put("trace", "$context.xrayTraceId");
        return line.toString();
    }
}
