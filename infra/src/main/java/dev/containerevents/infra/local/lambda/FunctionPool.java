package dev.containerevents.infra.local.lambda;

import dev.containerevents.infra.local.template.FunctionSpec;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;

/// The processes of one function, started when they are needed, one request in each. Thread-safe.
///
/// Further requests wait for a process. With a reserved concurrency, those beyond it are refused.
final class FunctionPool implements AutoCloseable {

    /// Most of what a function costs here is the start of its process, and more processes than processors don't
    /// answer earlier.
    static final int PROCESSES = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);

    private final FunctionSpec function;
    private final FunctionProcess.Surroundings surroundings;

    /// The idle processes, the most recently used first.
    private final BlockingDeque<Optional<FunctionProcess>> slots = new LinkedBlockingDeque<>();

    private final Semaphore concurrency;
    private final Set<FunctionProcess> started = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    FunctionPool(FunctionSpec function, FunctionProcess.Surroundings surroundings) {
        this.function = function;
        this.surroundings = surroundings;
        concurrency = new Semaphore(function.concurrency().orElse(Integer.MAX_VALUE));
        for (int i = 0; i < PROCESSES; i++) {
            slots.add(Optional.empty());
        }
    }

    FunctionSpec function() {
        return function;
    }

    /// @param trace the header of the request or message that invokes it
    Invocation.Outcome invoke(String arn, byte[] payload, String trace) throws InterruptedException {
        TraceHeader chain = TraceHeader.of(trace).invoking(function.name());
        if (chain.isLoopOf(function.name()) && !function.allowsLoops()) {
            return Invocation.Failure.of(
                    "RecursiveInvocationException",
                    "Lambda has detected your function being invoked in a recursive loop with other AWS resources and"
                            + " stopped your function's invocation.");
        }
        if (!concurrency.tryAcquire()) {
            return Invocation.Failure.of("TooManyRequestsException", "Rate Exceeded.");
        }
        try {
            return invokeOne(arn, payload, chain);
        } finally {
            concurrency.release();
        }
    }

    private Invocation.Outcome invokeOne(String arn, byte[] payload, TraceHeader chain) throws InterruptedException {
        Optional<FunctionProcess> slot = slots.takeFirst().filter(FunctionProcess::isAlive);
        try {
            if (slot.isPresent()) {
                Invocation invocation = new Invocation(arn, payload, chain);
                Invocation.Outcome outcome = slot.get().invoke(invocation);
                if (invocation.taken().isDone()) {
                    return outcome;
                }
                // It was about to exit, because of the previous request.
            }
            slot = Optional.of(start());
            return slot.get().invoke(new Invocation(arn, payload, chain));
        } finally {
            slot = slot.filter(FunctionProcess::isAlive);
            if (slot.isPresent()) {
                slots.putFirst(slot);
            } else {
                slots.putLast(slot);
            }
        }
    }

    /// Starts the first process before the first request, which then waits less.
    void startAhead() throws InterruptedException {
        slots.putFirst(
                Optional.of(slots.takeFirst().filter(FunctionProcess::isAlive).orElseGet(this::start)));
    }

    private FunctionProcess start() {
        if (closed) {
            throw new IllegalStateException("the local cloud is stopping");
        }
        started.removeIf(process -> !process.isAlive());
        FunctionProcess process = new FunctionProcess(function, surroundings);
        started.add(process);
        if (closed) {
            process.close();
        }
        return process;
    }

    @Override
    public void close() {
        closed = true;
        started.forEach(FunctionProcess::close);
    }
}
