package dev.containerevents.infra.local;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;

/// All functions of the template. Thread-safe.
///
/// Each runs in up to four processes, started when they are needed, one request in each; further requests wait
/// their turn.
final class Functions implements AutoCloseable {

    private static final int PROCESSES = 4;

    private final Map<String, Pool> pools = new TreeMap<>();

    Functions(List<FunctionSpec> functions, FunctionProcess.Surroundings surroundings) {
        functions.forEach(function -> pools.put(function.name(), new Pool(function, surroundings)));
    }

    Collection<String> names() {
        return pools.keySet();
    }

    /// @param reference a function's name or ARN, either with an optional `:qualifier`
    Optional<Target> find(String reference) {
        String name = reference.startsWith("arn:") ? reference.split(":", 7)[6] : reference;
        String[] parts = name.split(":", 2);
        String qualifier = parts.length > 1 ? parts[1] : "$LATEST";
        return Optional.ofNullable(pools.get(parts[0]))
                .filter(pool -> Set.of("$LATEST", "1").contains(qualifier)
                        || pool.function.aliases().contains(qualifier))
                .map(pool -> new Target(
                        pool, Template.functionArn(parts[0]) + (parts.length > 1 ? ":" + qualifier : ""), qualifier));
    }

    /// A function as it was called.
    record Target(Pool pool, String arn, String qualifier) {

        Invocation.Outcome invoke(byte[] payload) throws InterruptedException {
            return pool.invoke(arn, payload);
        }

        String version() {
            return qualifier.equals("$LATEST") ? qualifier : "1";
        }
    }

    @Override
    public void close() {
        pools.values().forEach(Pool::close);
    }

    /// The processes of one function.
    static final class Pool implements AutoCloseable {

        private final FunctionSpec function;
        private final FunctionProcess.Surroundings surroundings;

        /// Those in use are taken out; the warmest is in front.
        private final BlockingDeque<Optional<FunctionProcess>> slots = new LinkedBlockingDeque<>();

        private final Set<FunctionProcess> started = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        Pool(FunctionSpec function, FunctionProcess.Surroundings surroundings) {
            this.function = function;
            this.surroundings = surroundings;
            for (int i = 0; i < PROCESSES; i++) {
                slots.add(Optional.empty());
            }
        }

        Invocation.Outcome invoke(String arn, byte[] payload) throws InterruptedException {
            Optional<FunctionProcess> slot = slots.takeFirst().filter(FunctionProcess::isAlive);
            try {
                if (slot.isPresent()) {
                    Invocation invocation = new Invocation(arn, payload);
                    Invocation.Outcome outcome = slot.get().invoke(invocation);
                    if (invocation.taken().isDone()) {
                        return outcome;
                    }
                    // It was about to exit, because of the request before this one.
                }
                slot = Optional.of(start());
                return slot.get().invoke(new Invocation(arn, payload));
            } finally {
                slot = slot.filter(FunctionProcess::isAlive);
                if (slot.isPresent()) {
                    slots.putFirst(slot);
                } else {
                    slots.putLast(slot);
                }
            }
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
}
