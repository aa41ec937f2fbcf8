package dev.containerevents.infra;

import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigateway.ApiDefinition;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.LogGroupLogDestination;
import software.amazon.awscdk.services.apigateway.SpecRestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.logs.LogGroup;

/// The API for senders that can set no header, so that their URL has the key of a source. It has the intake only.
///
/// It is an API of its own because a stage is traced or not, and traces hold URLs.
final class HookApi {

    static final String STAGE = "hooks";

    private final SpecRestApi api;

    HookApi(Stack stack, ApiDocument document, LogGroup accessLog) {
        api = SpecRestApi.Builder.create(stack, "HookApi")
                .apiDefinition(ApiDefinition.fromInline(document.body()))
                .restApiName(Aws.STACK_NAME + "-hooks")
                .endpointTypes(List.of(EndpointType.REGIONAL))
                .failOnWarnings(true)
                .cloudWatchRole(false)
                .deployOptions(StageOptions.builder()
                        .stageName(STAGE)
                        .tracingEnabled(false)
                        .throttlingRateLimit(EventsApi.RATE)
                        .throttlingBurstLimit(EventsApi.BURST)
                        .accessLogDestination(new LogGroupLogDestination(accessLog))
                        .accessLogFormat(AccessLogFormat.custom(EventsApi.accessLine()))
                        .build())
                .build();
        api.getNode().tryRemoveChild("Endpoint");
    }

    SpecRestApi api() {
        return api;
    }
}
