package dev.containerevents.infra;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;

/// All functions of the stack, with the jar, the log, and the lanes in which their snapshots are created.
final class LiveFunctions {

    /// How many snapshots are created at once. Lambda limits this; AWS doesn't publish the number.
    private static final int LANES = 5;

    private static final RetentionDays LOG_RETENTION = RetentionDays.ONE_MONTH;

    private final Stack stack;
    private final Code code = Code.fromAsset(FunctionsJar.path().toString());
    private final LogGroup log;
    private final List<LiveFunction> all = new ArrayList<>();
    private final List<LiveFunction> withSnapshot = new ArrayList<>();

    LiveFunctions(Stack stack) {
        this.stack = stack;
        log = LogGroup.Builder.create(stack, "FunctionsLog")
                .retention(LOG_RETENTION)
                // The log tells how the service ran, not what happened to containers: that is in the table, which is
                // retained.
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }

    LiveFunction add(String id, LiveFunction.Settings settings) {
        LiveFunction function = new LiveFunction(stack, code, log, id, settings);
        all.add(function);
        if (function.startsWithSnapshot()) {
            if (withSnapshot.size() >= LANES) {
                LiveFunction before = withSnapshot.get(withSnapshot.size() - LANES);
                function.version().getNode().addDependency(before.version());
            }
            withSnapshot.add(function);
        }
        return function;
    }

    /// Returns the log of all functions.
    LogGroup log() {
        return log;
    }

    List<LiveFunction> all() {
        return List.copyOf(all);
    }

    /// Returns the functions whose snapshots have to be kept active.
    List<LiveFunction> withSnapshot() {
        return List.copyOf(withSnapshot);
    }
}
