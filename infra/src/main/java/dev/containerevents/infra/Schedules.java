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

/// The stack's schedules, in one group, whose metrics count the calls of them all.
///
/// A role that is only seconds old may not be visible everywhere, and a service that can't assume a role refuses
/// it. So a role is created first, and its policy, which has to wait for what it names, is a separate resource.
final class Schedules {

    private final Stack stack;
    private final CfnScheduleGroup group;

    Schedules(Stack stack) {
        this.stack = stack;
        group = new CfnScheduleGroup(stack, "KeepActive");
    }

    /// Calls a target at a rate.
    ///
    /// @param name of the role and its policy, and with `when` of the schedule
    /// @param action what calls the target
    CfnSchedule add(String name, String when, String rate, String target, String action) {
        Role role = role(stack, name + "Role", "scheduler.amazonaws.com");
        CfnSchedule schedule = CfnSchedule.Builder.create(stack, name + when)
                .groupName(group.getRef())
                .scheduleExpression(rate)
                .flexibleTimeWindow(CfnSchedule.FlexibleTimeWindowProperty.builder()
                        .mode("OFF")
                        .build())
                .target(CfnSchedule.TargetProperty.builder()
                        .arn(target)
                        .roleArn(role.getRoleArn())
                        .build())
                .build();
        schedule.getNode().addDependency(allow(stack, name + "Policy", role, action, List.of(target)));
        return schedule;
    }

    /// Returns the name of the group, which identifies its metrics.
    String group() {
        return group.getRef();
    }

    /// Returns a role that a service assumes for this account.
    static Role role(Stack stack, String id, String service) {
        return Role.Builder.create(stack, id)
                .assumedBy(ServicePrincipal.Builder.create(service)
                        .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                        .build())
                .build();
    }

    static Policy allow(Stack stack, String id, Role role, String action, List<String> resources) {
        return Policy.Builder.create(stack, id)
                .roles(List.of(role))
                .statements(List.of(PolicyStatement.Builder.create()
                        .actions(List.of(action))
                        .resources(resources)
                        .build()))
                .build();
    }
}
