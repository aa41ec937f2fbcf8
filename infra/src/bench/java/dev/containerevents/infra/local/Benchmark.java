package dev.containerevents.infra.local;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Measures the project on this machine, each figure with its baselines, and writes `benchmark.md` and
/// `benchmark.json` into the working directory.
///
/// Says nothing of AWS: DynamoDB Local and all processes share the processors of this machine.
public final class Benchmark {

    private static final Path FOLDER = Path.of("target");
    private static final Path CACHE = FOLDER.resolve("ahead-of-time").toAbsolutePath();

    private Benchmark() {}

    /// The system property `large` adds a larger log.
    public static void main(String[] arguments) throws Exception {
        Instant begin = Instant.now();
        Report report = new Report();
        report.paragraph("Measured on %s: %d processors, %s, Java %s, load %.1f at the start."
                .formatted(
                        Instant.now().toString().substring(0, 10),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        Runtime.version(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        try (RealFunctions functions = new RealFunctions()) {
            ClassCache trained = functions.train(CACHE, System.out::println);
            if (!(trained instanceof ClassCache.Ready)) {
                throw new IllegalStateException("there is no ahead-of-time cache");
            }
            inside(report, functions);
            new ColdStarts(functions, trained, FOLDER).report(report);
        }
        new Operations(CACHE, sizes()).report(report);
        report.paragraph(
                "Took %d s.".formatted(Duration.between(begin, Instant.now()).toSeconds()));
        report.write(FOLDER);
        // DynamoDB Local would keep this process alive.
        System.exit(0);
    }

    private static List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>(List.of(1_000, 10_000, 100_000));
        Integer large = Integer.getInteger("large");
        if (large != null) {
            sizes.add(large);
        }
        return sizes;
    }

    private static void inside(Report report, RealFunctions functions) throws Exception {
        report.section("Warm calls within a function, beside the raw SDK call");
        FunctionSpec like = functions.named("CreateEvents");
        FunctionSpec measuring = new FunctionSpec(
                Roles.ADMINISTRATOR,
                InsideCalls.class.getName(),
                MergedJar.write(FOLDER.resolve("inside.jar"), List.of(like.code()), InsideCalls.class),
                like.memoryMegabytes(),
                Duration.ofMinutes(3),
                like.role(),
                like.environment(),
                like.aliases());
        InTurn list;
        InTurn get;
        InTurn bulk;
        try (FunctionProcess process = functions.start(measuring, new ClassCache.None(), line -> {})) {
            Invocation.Outcome outcome =
                    process.invoke(new Invocation(Arn.function(like.name()), "{}".getBytes(StandardCharsets.UTF_8)));
            String[] lines = new String(outcome.payload(), StandardCharsets.UTF_8).split("\n", -1);
            list = InTurn.of("`ListOrgEvents` of 50, and its query", lines[0], lines[1]);
            get = InTurn.of("`GetContainerEvent`, and its GetItem", lines[2], lines[3]);
            bulk = InTurn.of("`CreateEvents` of 1,000, and as many PutItem by as many threads", lines[4], lines[5]);
        }
        report.table(
                List.of("call", "raw ms, median", "ours, median", "raw, 99 %", "ours, 99 %", "calls"),
                List.of(list.row(), get.row(), bulk.row()));
        report.figures
                .put("warm_overhead_ms", Report.rounded(get.ours.median() - get.raw.median(), 3))
                .put("list50_ratio", Report.rounded(list.ratio(), 3))
                .put("bulk_ratio", Report.rounded(1 / bulk.ratio(), 3));
    }

    /// A raw call and ours, in turn.
    private record InTurn(String what, Figures raw, Figures ours) {

        /// @param raw  a line of [InsideCalls]: two words, and milliseconds
        /// @param ours another line
        static InTurn of(String what, String raw, String ours) {
            return new InTurn(what, figures(raw), figures(ours));
        }

        private static Figures figures(String line) {
            Figures figures = new Figures();
            Stream.of(line.split(" ", -1))
                    .skip(2)
                    .mapToDouble(Double::parseDouble)
                    .forEach(figures::add);
            return figures;
        }

        double ratio() {
            return ours.median() / raw.median();
        }

        List<String> row() {
            return List.of(
                    what,
                    "%.3f".formatted(raw.median()),
                    "%.3f".formatted(ours.median()),
                    "%.3f".formatted(raw.quantile(0.99)),
                    "%.3f".formatted(ours.quantile(0.99)),
                    Integer.toString(ours.count()));
        }
    }
}
