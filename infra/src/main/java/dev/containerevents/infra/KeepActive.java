package dev.containerevents.infra;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.scheduler.CfnScheduleGroup;

/// Calls every function once a week. A SnapStart version that nobody called for 14 days goes inactive, and the
/// call that finds it so fails.
final class KeepActive {

    /// Twice in the 14 days, so that one call may be lost.
    private static final String EVERY_WEEK = "rate(7 days)";

    /// The calls spread over this time instead of starting all functions at once.
    private static final int WINDOW_MINUTES = 60;

    private final CfnScheduleGroup group;

    KeepActive(Stack stack, Collection<LiveFunction> functions) {
        group = new CfnScheduleGroup(stack, "KeepActive");
        Role role = Role.Builder.create(stack, "KeepActiveRole")
                .assumedBy(ServicePrincipal.Builder.create("scheduler.amazonaws.com")
                        .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                        .build())
                .inlinePolicies(Map.of(
                        "Invoke",
                        PolicyDocument.Builder.create()
                                .statements(List.of(PolicyStatement.Builder.create()
                                        .actions(List.of("lambda:InvokeFunction"))
                                        .resources(functions.stream()
                                                .map(function ->
                                                        function.alias().getFunctionArn())
                                                .toList())
                                        .build()))
                                .build()))
                .build();
        for (LiveFunction function : functions) {
            CfnSchedule.Builder.create(stack, "KeepActive" + function.id())
                    .groupName(group.getRef())
                    .scheduleExpression(EVERY_WEEK)
                    .flexibleTimeWindow(CfnSchedule.FlexibleTimeWindowProperty.builder()
                            .mode("FLEXIBLE")
                            .maximumWindowInMinutes(WINDOW_MINUTES)
                            .build())
                    .target(CfnSchedule.TargetProperty.builder()
                            .arn(function.alias().getFunctionArn())
                            .roleArn(role.getRoleArn())
                            .input(dev.containerevents.aws.KeepActive.CALL)
                            .build())
                    .build();
        }
    }

    /// The group of the schedules, under which their metrics stand.
    String group() {
        return group.getRef();
    }
}
