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

/// Calls every function that starts with a snapshot once a week: one schedule starts one state machine, which
/// calls them all. A SnapStart version that nobody called for 14 days goes inactive, and the call that finds it so
/// fails.
///
/// A role that is only seconds old may not be seen everywhere, and a service that can't assume it refuses to work
/// with it. So both roles are made at once, and their policies, which have to wait for all aliases, apart from
/// them.
final class KeepActive {

    /// Twice in the 14 days, so that one call may be lost. The first call comes at once.
    private static final String EVERY_WEEK = "rate(7 days)";

    /// What functions know as `KeepActive.CALL`.
    private static final Map<String, String> CALL = Map.of("keep", "active");

    /// A new account may have ten functions at work at once, and requests need them.
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

    /// Calls each alias without waiting for what it answers. What Lambda refuses is tried again for half an hour.
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

    /// The group of the schedule, under which its metrics stand.
    String group() {
        return group.getRef();
    }

    /// The state machine that calls the functions.
    String calls() {
        return calls.getRef();
    }
}
