package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

/// [LedgerSimulation] notices each of these mistakes. They are made in the real sources, which are compiled anew.
final class LedgerMutationsTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "containerevents", "ledger");

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
                        "rows are not computed anew after a lost race",
                        "Append.java",
                        "            left = left(arrivals, end, key);\n        }",
                        "            left = winner.isPresent() ? left : left(arrivals, end, key);\n        }"),
                new Mutation(
                        "marks of other shards are dropped",
                        "Append.java",
                        "if (mark.time().plus(MARK_KEPT).isAfter(now)) {",
                        "if (other == shard) {"),
                new Mutation("marks are dropped after an hour", "Append.java", "ofHours(50)", "ofHours(1)"),
                new Mutation(
                        "a mark covers all rows of its record",
                        "ShardMark.java",
                        "order < 0 || (order == 0 && number <= rows)",
                        "order <= 0"),
                new Mutation(
                        "sequence numbers are compared as text",
                        "Arrival.java",
                        "new TreeMap<>(record.staged()).entrySet()",
                        "record.staged().entrySet().stream().sorted(java.util.Comparator.comparing("
                                + "(Map.Entry<BigInteger, byte[]> row) -> row.getKey().toString())).toList()"),
                new Mutation(
                        "groups depend on the record",
                        "Stage.java",
                        "change.event().id().low()",
                        "change.sequence().longValue() * 2654435761L >>> 5"),
                new Mutation("groups are kept for no day", "Stage.java", "ofDays(7)", "ofDays(-1)"),
                new Mutation(
                        "the newest event is that of the run",
                        "Run.java",
                        "Instant last = newest;",
                        "Instant last = Instant.EPOCH;"),
                new Mutation(
                        "a sheet is folded without regard to what it has seen",
                        "Fold.java",
                        "long seen = Math.max(begin, sheet.upto());",
                        "long seen = begin;"),
                new Mutation(
                        "the sheet of all time comes first",
                        "Fold.java",
                        "if (key.kind() != Kind.EVER) {",
                        "if (key.kind() != Kind.EVER || key.part() == 0) {"),
                new Mutation(
                        "further parts come after the first",
                        "Fold.java",
                        "for (int part = ever.types().parts() - 1; part >= 0; part--) {",
                        "for (int part = 0; part < ever.types().parts(); part++) {"),
                new Mutation(
                        "rows are read before the counters",
                        "Counters.java",
                        "if (upto > begin + rows.size()) {",
                        "if (upto < 0) {"),
                new Mutation(
                        "a reader ignores what a counter has seen",
                        "Counters.java",
                        "index < Math.max(seen, sheet == null ? 0 : sheet.upto())",
                        "index < seen"),
                new Mutation(
                        "a reader takes what a replica has",
                        "LogReader.java",
                        "if (run.isEmpty() || run.get().end() <= index) {",
                        "if (run.isEmpty()) {"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void isNoticed(Mutation mutation) throws Exception {
        Class<?> simulation = new Mutated(compiled(mutation)).loadClass(LedgerSimulation.class.getName());
        int schedules = 0;
        boolean noticed = false;
        while (!noticed && schedules < MOST_SCHEDULES) {
            try {
                simulation.getMethod("run", long.class).invoke(null, (long) schedules++);
            } catch (InvocationTargetException e) {
                noticed = true;
            }
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

        private static final String PACKAGE = LedgerSimulation.class.getPackageName() + ".";

        private final Path folder;

        Mutated(Path folder) {
            super(LedgerSimulation.class.getClassLoader());
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
