package dev.containerevents.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.jspecify.annotations.Nullable;

/// A property of many generated inputs: `-Dinputs` of them, from the seed `-Dseed`. If there are several subjects,
/// each takes the next input when it is free.
final class Property {

    static final int INPUTS = Integer.getInteger("inputs", 15);
    private static final long SEED = Long.getLong("seed", 1);

    /// A function has 25 seconds for a request.
    private static final Duration HANG = Duration.ofSeconds(25);

    /// How many smaller inputs are tried to find the smallest that fails.
    private static final int SHRINKS = 300;

    /// @param index how many inputs were tried before
    private record Failure(int index, Shrinkable<String> input, Subject subject, Throwable cause) {}

    private Property() {}

    /// Fails with the smallest failing input, which it also writes into a file, because it may be large.
    ///
    /// @return what was tried, for the log
    static String holds(String name, List<Subject> subjects) {
        long begin = System.nanoTime();
        JqwikSession.run(() -> {
            Optional<Failure> failure = tried(subjects);
            if (failure.isPresent()) {
                throw failed(name, failure.get());
            }
        });
        return String.format(
                "%s: %d inputs of seed %d in %d ms", name, INPUTS, SEED, (System.nanoTime() - begin) / 1_000_000);
    }

    private static Optional<Failure> tried(List<Subject> subjects) throws InterruptedException {
        BlockingQueue<Subject> idle = new LinkedBlockingQueue<>(subjects);
        AtomicReference<@Nullable Failure> failed = new AtomicReference<>();
        Random random = new Random(SEED);
        RandomGenerator<String> generator = subjects.getFirst().events().generator(1000);
        try (ExecutorService threads = Executors.newFixedThreadPool(subjects.size())) {
            for (int i = 0; i < INPUTS && failed.get() == null; i++) {
                int index = i;
                Shrinkable<String> input = generator.next(random);
                String value = input.value();
                Subject subject = idle.take();
                threads.execute(() -> {
                    failure(subject, value)
                            .ifPresent(cause -> failed.compareAndSet(null, new Failure(index, input, subject, cause)));
                    idle.add(subject);
                });
            }
        }
        return Optional.ofNullable(failed.get());
    }

    private static Optional<Throwable> failure(Subject subject, String input) {
        try {
            assertTimeoutPreemptively(HANG, () -> subject.check(input));
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    /// Continues from the first smaller input that fails too.
    private static String shrunk(Failure failure) {
        Shrinkable<String> least = failure.input;
        Iterator<Shrinkable<String>> smaller = least.shrink().iterator();
        for (int i = 0; i < SHRINKS && smaller.hasNext(); i++) {
            Shrinkable<String> next = smaller.next();
            if (failure(failure.subject, next.value()).isPresent()) {
                least = next;
                smaller = least.shrink().iterator();
            }
        }
        return least.value();
    }

    private static AssertionError failed(String name, Failure failure) {
        String input = shrunk(failure);
        Path file = Path.of("target", "fuzz-" + name + ".json");
        try {
            Files.writeString(file, input);
        } catch (IOException e) {
            failure.cause.addSuppressed(e);
        }
        return new AssertionError(
                name + " fails at input " + failure.index + " of seed " + SEED + ", shrunk in " + file + ": "
                        + input.substring(0, Math.min(input.length(), 4000)),
                failure.cause);
    }
}
