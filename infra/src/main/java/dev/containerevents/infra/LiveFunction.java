package dev.containerevents.infra;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnCondition;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.SystemLogLevel;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.lambda.Version;
import software.amazon.awscdk.services.logs.LogGroup;

/// One function with its role, its published version, and the alias by which it is invoked.
final class LiveFunction {

    /// SnapStart works only on published versions, so everything invokes the version of this alias.
    static final String ALIAS = "live";

    private static final int MEMORY_MB = 1024;

    private final String id;
    private final Function function;
    private final Start start;
    private final Alias alias;

    /// How an instance of a function begins.
    enum Start {
        /// From the snapshot of a function that has already started (SnapStart): for functions that a request
        /// waits for.
        SNAPSHOT,
        /// As usual. Creating a snapshot takes minutes of a deployment.
        ANEW
    }

    /// The settings of one function.
    ///
    /// @param handler the method that Lambda invokes
    /// @param access all its rights, besides writing its log and traces
    record Settings(
            String handler,
            Start start,
            Duration timeout,
            Map<String, String> environment,
            List<PolicyStatement> access) {}

    LiveFunction(Stack stack, Code code, LogGroup log, String id, Settings settings) {
        this.id = id;
        start = settings.start();
        function = Function.Builder.create(stack, id)
                .code(code)
                .handler(settings.handler())
                .runtime(Runtime.JAVA_25)
                .architecture(Architecture.ARM_64)
                .memorySize(MEMORY_MB)
                .timeout(settings.timeout())
                .environment(settings.environment())
                .role(role(stack, id, log, settings.access()))
                .logGroup(log)
                .loggingFormat(LoggingFormat.JSON)
                // Without Lambda's own lines for successful invocations: they are longer than ours and say less.
                .systemLogLevelV2(SystemLogLevel.WARN)
                .tracing(Tracing.ACTIVE)
                .snapStart(settings.start() == Start.SNAPSHOT ? SnapStartConf.ON_PUBLISHED_VERSIONS : null)
                .build();
        if (function.getNode().getDefaultChild() instanceof CfnFunction resource) {
            resource.overrideLogicalId(id);
        }
        alias = function.addAlias(ALIAS);
        Annotations.of(function)
                .acknowledgeWarning("@aws-cdk/aws-lambda:snapStartRequirePublish", "The alias publishes");
    }

    private static IRole role(Stack stack, String id, LogGroup log, List<PolicyStatement> access) {
        Stream<PolicyStatement> always = Stream.of(
                PolicyStatement.Builder.create()
                        .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
                        .resources(List.of(log.getLogGroupArn()))
                        .build(),
                PolicyStatement.Builder.create()
                        .actions(List.of("xray:PutTelemetryRecords", "xray:PutTraceSegments"))
                        .resources(List.of("*"))
                        .build());
        return Role.Builder.create(stack, id + "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .inlinePolicies(Map.of(
                        "Access",
                        PolicyDocument.Builder.create()
                                .statements(
                                        Stream.concat(always, access.stream()).toList())
                                .build()))
                .build()
                // The rights here are complete: no construct can add to them.
                .withoutPolicyUpdates();
    }

    /// Reserves as many concurrent invocations as the parameter says, which are also the most that it gets; none
    /// if it is 0. An account needs 100 for its other functions, so a new one can't reserve any.
    void reserve(CfnParameter concurrency) {
        CfnCondition isSet = CfnCondition.Builder.create(function.getStack(), id + "HasConcurrency")
                .expression(Fn.conditionNot(Fn.conditionEquals(concurrency.getValueAsNumber(), 0)))
                .build();
        if (function.getNode().getDefaultChild() instanceof CfnFunction resource) {
            resource.addPropertyOverride(
                    "ReservedConcurrentExecutions",
                    Map.of(
                            "Fn::If",
                            List.of(
                                    isSet.getLogicalId(),
                                    Map.of("Ref", concurrency.getLogicalId()),
                                    Map.of("Ref", "AWS::NoValue"))));
        }
    }

    /// Lets the function invoke itself through a queue as often as it likes. By default, Lambda ends a chain of
    /// about 16 invocations.
    void allowLoops() {
        if (function.getNode().getDefaultChild() instanceof CfnFunction resource) {
            resource.setRecursiveLoop("Allow");
        }
    }

    String id() {
        return id;
    }

    Function function() {
        return function;
    }

    /// Returns the version of the alias. It is complete when its snapshot was created.
    Version version() {
        return function.getCurrentVersion();
    }

    boolean startsWithSnapshot() {
        return start == Start.SNAPSHOT;
    }

    Alias alias() {
        return alias;
    }
}
