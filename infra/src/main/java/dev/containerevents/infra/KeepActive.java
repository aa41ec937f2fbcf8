package dev.containerevents.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/// Invokes every function with a snapshot once a week: one schedule starts one state machine, which invokes them
/// all. Lambda deactivates a SnapStart version that wasn't invoked for 14 days, and the next invocation fails.
final class KeepActive {

    /// Twice in the 14 days, so that one call may be lost. The first call is made at once.
    private static final String EVERY_WEEK = "rate(7 days)";

    /// The functions' `KeepActiveCall.EVENT`.
    private static final Map<String, String> CALL = Map.of("keep", "active");

    /// A new account may have only ten concurrent functions, which requests need.
    private static final int AT_ONCE = 1;

    private final CfnStateMachine calls;
    private final CfnSchedule schedule;

    KeepActive(Stack stack, Schedules schedules, List<LiveFunction> functions) {
        List<String> aliases = functions.stream()
                .map(function -> function.alias().getFunctionArn())
                .toList();
        Role caller = Schedules.role(stack, "KeepActiveCallsRole", "states.amazonaws.com");
        calls = CfnStateMachine.Builder.create(stack, "KeepActiveCalls")
                .roleArn(caller.getRoleArn())
                .definition(definition(aliases))
                .build();
        calls.getNode()
                .addDependency(
                        Schedules.allow(stack, "KeepActiveCallsPolicy", caller, "lambda:InvokeFunction", aliases));
        schedule = schedules.add("KeepActive", "Weekly", EVERY_WEEK, calls.getRef(), "states:StartExecution");
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

    /// Returns the state machine that invokes the functions.
    String calls() {
        return calls.getRef();
    }

    /// Returns the schedule, which is created when all snapshots are.
    CfnSchedule schedule() {
        return schedule;
    }
}
