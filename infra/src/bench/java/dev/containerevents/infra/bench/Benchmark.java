package dev.containerevents.infra.bench;

import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.local.lambda.ClassCache;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
        BenchmarkReport report = new BenchmarkReport();
        report.paragraph("Measured on %s: %d processors, %s, Java %s, load %.1f at the start."
                .formatted(
                        Instant.now().toString().substring(0, 10),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        Runtime.version(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        try (RealFunctions functions = new RealFunctions()) {
            ClassCache trained = RealFunctions.train(CACHE, System.out::println);
            if (!(trained instanceof ClassCache.Ready)) {
                throw new IllegalStateException("there is no ahead-of-time cache");
            }
            new WarmCalls(functions, FOLDER).report(report);
            new ColdStarts(functions, trained, FOLDER).report(report);
        }
        new Operations(CACHE, sizes()).report(report);
        new Deliveries(CACHE).report(report);
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
}
