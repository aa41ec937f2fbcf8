package dev.containerevents.infra.local.lambda;

import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// All functions of the template. Thread-safe.
///
/// Each has up to one process for each processor of the machine, at least two and at most four. They are started
/// when they are needed, with one request each. Further requests wait.
public final class Functions implements AutoCloseable {

    private final Map<String, FunctionPool> pools = new TreeMap<>();

    /// Creates the functions. None has a process yet.
    public Functions(List<FunctionSpec> functions, FunctionProcess.Surroundings surroundings) {
        functions.forEach(function -> pools.put(function.name(), new FunctionPool(function, surroundings)));
    }

    /// Returns the names, sorted.
    public Collection<String> names() {
        return pools.keySet();
    }

    /// Returns a function with its qualifier; empty if the template has no such function, version or alias.
    ///
    /// @param reference a function's name or ARN, either with an optional `:qualifier`
    public Optional<Target> find(String reference) {
        String name = reference.startsWith("arn:") ? reference.split(":", 7)[6] : reference;
        String[] parts = name.split(":", 2);
        String qualifier = parts.length > 1 ? parts[1] : "$LATEST";
        return Optional.ofNullable(pools.get(parts[0]))
                .filter(pool -> Set.of("$LATEST", "1").contains(qualifier)
                        || pool.function().aliases().contains(qualifier))
                .map(pool -> new Target(
                        pool, Arn.function(parts[0]) + (parts.length > 1 ? ":" + qualifier : ""), qualifier));
    }

    /// A function with the qualifier by which it was called.
    public record Target(FunctionPool pool, String arn, String qualifier) {

        /// Invokes the function in a new chain of requests, and waits for the outcome.
        public Invocation.Outcome invoke(byte[] payload) throws InterruptedException {
            return invoke(payload, "");
        }

        /// Invokes the function and waits for the outcome. If it was invoked too often in this chain of requests,
        /// the invocation is refused.
        ///
        /// @param trace X-Ray's header of what invokes it
        public Invocation.Outcome invoke(byte[] payload, String trace) throws InterruptedException {
            return pool.invoke(arn, payload, trace);
        }

        /// See [FunctionPool#startAhead()].
        public void startAhead() throws InterruptedException {
            pool.startAhead();
        }

        String version() {
            return qualifier.equals("$LATEST") ? qualifier : "1";
        }
    }

    @Override
    public void close() {
        pools.values().forEach(FunctionPool::close);
    }
}
