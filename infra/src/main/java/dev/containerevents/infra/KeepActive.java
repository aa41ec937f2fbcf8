package dev.containerevents.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.scheduler.CfnScheduleGroup;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/// Invokes every function with a snapshot once a week: one schedule starts one state machine, which invokes them
/// all. Lambda deactivates a SnapStart version that wasn't invoked for 14 days, and the next invocation fails.
///
/// A role that is only seconds old may not be visible everywhere, and a service that can't assume a role refuses
/// it. So both roles are created first, and their policies, which have to wait for all aliases, are separate
/// resources.
final class KeepActive {

    /// Twice in the 14 days, so that one call may be lost. The first call is made at once.
    private static final String EVERY_WEEK = "rate(7 days)";

    /// The functions' `KeepActive.CALL`.
    private static final Map<String, String> CALL = Map.of("keep", "active");

    /// A new account may have only ten concurrent functions, which requests need.
    private static final int AT_ONCE = 1;

    private final CfnScheduleGroup group;
    private final CfnStateMachine calls;

    KeepActive(Stack stack, List<LiveFunction> functions) {
        List<String> aliases = functions.stream()
                .map(function -> function.alias().getFunctionArn())
                .toList();
        Role caller = role(stack, "KeepActiveCallsRole", "states.amazonaws.com");
        calls = CfnStateMachine.Builder.create(stack, "KeepActiveCalls")
                .roleArn(caller.getRoleArn())
                .definition(definition(aliases))
                .build();
        calls.getNode().addDependency(allow(stack, "KeepActiveCallsPolicy", caller, "lambda:InvokeFunction", aliases));

        Role starter = role(stack, "KeepActiveRole", "scheduler.amazonaws.com");
        group = new CfnScheduleGroup(stack, "KeepActive");
        CfnSchedule schedule = CfnSchedule.Builder.create(stack, "KeepActiveWeekly")
                .groupName(group.getRef())
                .scheduleExpression(EVERY_WEEK)
                .flexibleTimeWindow(CfnSchedule.FlexibleTimeWindowProperty.builder()
                        .mode("OFF")
                        .build())
                .target(CfnSchedule.TargetProperty.builder()
                        .arn(calls.getRef())
                        .roleArn(starter.getRoleArn())
                        .build())
                .build();
        schedule.getNode()
                .addDependency(
                        allow(stack, "KeepActivePolicy", starter, "states:StartExecution", List.of(calls.getRef())));
    }

    private static Role role(Stack stack, String id, String service) {
        return Role.Builder.create(stack, id)
                .assumedBy(ServicePrincipal.Builder.create(service)
                        .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                        .build())
                .build();
    }

    private static Policy allow(Stack stack, String id, Role role, String action, List<String> resources) {
        return Policy.Builder.create(stack, id)
                .roles(List.of(role))
                .statements(List.of(PolicyStatement.Builder.create()
                        .actions(List.of(action))
                        .resources(resources)
                        .build()))
                .build();
    }

    /// Invokes each alias without waiting for its response. If Lambda refuses an invocation, it is retried for
    /// half an hour.
    private static Map<String, Object> definition(List<String> aliases) {
        Map<String, Object> call = Map.of(
                "Type",
                "Task",
                "Resource",
                "arn:" + Aws.PARTITION + ":states:::lambda:invoke",
                "Arguments",
                Map.of("FunctionName", "{% $states.input %}", "InvocationType", "Event", "Payload", CALL),
                "Retry",
                List.of(Map.of(
                        "ErrorEquals",
                        List.of("States.ALL"),
                        "IntervalSeconds",
                        60,
                        "BackoffRate",
                        2,
                        "MaxAttempts",
                        5)),
                "End",
                true);
        Map<String, Object> each = Map.of(
                "Type",
                "Map",
                "Items",
                aliases,
                "MaxConcurrency",
                AT_ONCE,
                "ItemProcessor",
                Map.of("StartAt", "Call", "States", Map.of("Call", call)),
                "End",
                true);
        return Sorted.map(
                Map.of("QueryLanguage", "JSONata", "StartAt", "CallEach", "States", Map.of("CallEach", each)));
    }

    /// Returns the group of the schedule, which identifies its metrics.
    String group() {
        return group.getRef();
    }

    /// Returns the state machine that invokes the functions.
    String calls() {
        return calls.getRef();
    }
}
