package dev.containerevents.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;

/// Something that holds for each of many generated inputs: `-Dinputs` of them, from the seed `-Dseed`.
final class Property {

    private static final int INPUTS = Integer.getInteger("inputs", 15);
    private static final long SEED = Long.getLong("seed", 1);

    /// A function has 25 seconds for a request.
    private static final Duration HANG = Duration.ofSeconds(25);

    /// So many smaller inputs are tried to find the least that fails too.
    private static final int SHRINKS = 300;

    interface Check {
        void of(String input) throws Exception;
    }

    private Property() {}

    /// Fails with the least input found that does, which it also keeps in a file, because it may be large.
    ///
    /// @return what was tried, for the log
    static String holds(String name, Arbitrary<String> inputs, Check check) {
        long begin = System.nanoTime();
        JqwikSession.run(() -> {
            Random random = new Random(SEED);
            RandomGenerator<String> generator = inputs.generator(1000);
            for (int i = 0; i < INPUTS; i++) {
                Shrinkable<String> input = generator.next(random);
                Optional<Throwable> failure = failure(check, input.value());
                if (failure.isPresent()) {
                    throw failed(name, i, shrunk(check, input), failure.get());
                }
            }
        });
        return String.format(
                "%s: %d inputs of seed %d in %d ms", name, INPUTS, SEED, (System.nanoTime() - begin) / 1_000_000);
    }

    private static Optional<Throwable> failure(Check check, String input) {
        try {
            assertTimeoutPreemptively(HANG, () -> check.of(input));
            return Optional.empty();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    /// Goes on from the first smaller input that fails too.
    private static String shrunk(Check check, Shrinkable<String> failing) {
        Shrinkable<String> least = failing;
        Iterator<Shrinkable<String>> smaller = least.shrink().iterator();
        for (int i = 0; i < SHRINKS && smaller.hasNext(); i++) {
            Shrinkable<String> next = smaller.next();
            if (failure(check, next.value()).isPresent()) {
                least = next;
                smaller = least.shrink().iterator();
            }
        }
        return least.value();
    }

    private static AssertionError failed(String name, int index, String input, Throwable first) {
        Path file = Path.of("target", "fuzz-" + name + ".json");
        try {
            Files.writeString(file, input);
        } catch (IOException e) {
            first.addSuppressed(e);
        }
        return new AssertionError(
                name + " fails at input " + index + " of seed " + SEED + ", shrunk in " + file + ": "
                        + input.substring(0, Math.min(input.length(), 4000)),
                first);
    }
}
