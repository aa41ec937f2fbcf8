package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [DeliverySimulation] notices each of these mistakes. They are made in the real sources, which are compiled
/// anew.
final class DeliveryMutationsTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "containerevents", "delivery");

    /// A mistake that isn't noticed by then is taken for one that never is.
    private static final int MOST_SCHEDULES = 400;

    @TempDir
    Path folder;

    /// A mistake.
    ///
    /// @param file     where it is made
    /// @param original occurs once there
    /// @param mistaken takes its place
    record Mutation(String name, String file, String original, String mistaken) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mutation> mutations() {
        return Stream.of(
                new Mutation(
                        "the lease is given back although somebody found it taken",
                        "Delivery.java",
                        "part() == null ? Keeping.NOTHING_IF_ALONE : Keeping.LEASE, event);",
                        "part() == null ? Keeping.NOTHING : Keeping.LEASE, event);"),
                new Mutation(
                        "the end of the log isn't read again",
                        "Delivery.java",
                        "boolean goesOn = save(changed, Keeping.LEASE_ANEW, event);\n"
                                + "                end = deliverer.log().end(key.org(), units);",
                        "boolean goesOn = save(changed, Keeping.LEASE_ANEW, event);"),
                new Mutation(
                        "the mark is removed while the batch is saved",
                        "Delivery.java",
                        "part() == null ? Keeping.NOTHING_IF_ALONE : Keeping.LEASE, event);",
                        "part() == null ? Keeping.NOTHING_IF_ALONE : Keeping.LEASE_ANEW, event);"),
                new Mutation(
                        "a retry sends whatever there is by then",
                        "Delivery.java",
                        "progress.next(), Math.min(horizon, end.size()));",
                        "progress.next(), end.size());"),
                new Mutation(
                        "the schedule doesn't look for lost messages",
                        "WakeDestinations.java",
                        "|| destination.progress().next() < size",
                        ""),
                new Mutation(
                        "an entry is skipped at once",
                        "Delivery.java",
                        "case Outcome.Poison _ -> failing(progress, batch, poison.why());",
                        "case Outcome.Poison _ -> accepted(rest, next, new Outcome.Accepted(0, 0), 1);"),
                new Mutation(
                        "the cursor moves before the receiver accepted",
                        "Delivery.java",
                        "case Outcome.Retry retry -> retry(progress, batch, retry);",
                        "case Outcome.Retry retry -> retry(advanced(progress, part, batch.upto()), batch, retry);"),
                new Mutation(
                        "what somebody else changed undoes what was delivered",
                        "Delivery.java",
                        "merged = merged.at(ours.origin(), ours.next());",
                        "merged = merged.at(ours.origin(), 0);"),
                new Mutation(
                        "a lease ends while its function runs", "Deliverer.java", "ofSeconds(140)", "ofSeconds(1)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void isNoticed(Mutation mutation) throws Exception {
        Class<?> simulation = new Mutated(compiled(mutation)).loadClass(DeliverySimulation.class.getName());
        int schedules = 0;
        boolean noticed = false;
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try {
            while (!noticed && schedules < MOST_SCHEDULES) {
                try {
                    simulation.getMethod("run", long.class).invoke(null, (long) schedules++);
                } catch (InvocationTargetException e) {
                    noticed = true;
                }
            }
        } finally {
            System.setOut(out);
        }
        assertThat(noticed).as(mutation.name).isTrue();
    }

    /// The classes of the package with the mistake.
    private Path compiled(Mutation mutation) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                arguments.add(file.endsWith(mutation.file) ? mutated(mutation, file) : file.toString());
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .as(errors.toString())
                .isZero();
        return folder;
    }

    private String mutated(Mutation mutation, Path file) throws IOException {
        String source = Files.readString(file);
        assertThat(source.split(Pattern.quote(mutation.original), -1))
                .as(mutation.name)
                .hasSize(2);
        Path copy = folder.resolve(mutation.file);
        Files.writeString(copy, source.replace(mutation.original, mutation.mistaken));
        return copy.toString();
    }

    /// Loads the mutated classes, and those that simulate, instead of the ones that are there.
    private static final class Mutated extends ClassLoader {

        private static final String PACKAGE = DeliverySimulation.class.getPackageName() + ".";

        private final Path folder;

        Mutated(Path folder) {
            super(DeliverySimulation.class.getClassLoader());
            this.folder = folder;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try {
                Path mutated = folder.resolve(file);
                byte[] bytes = Files.exists(mutated)
                        ? Files.readAllBytes(mutated)
                        : Objects.requireNonNull(getParent().getResourceAsStream(file), file)
                                .readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
