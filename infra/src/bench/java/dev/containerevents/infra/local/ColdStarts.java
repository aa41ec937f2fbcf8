package dev.containerevents.infra.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Measures the time from the start of a function's process to its first response, in AWS's runtime client. The
/// functions alternate, so that other load on the machine affects all of them.
final class ColdStarts {

    private static final int RUNS_OF_THE_LIST = 12;
    private static final int RUNS = 10;
    private static final Map<String, String> SNAP_START = Map.of(
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "snap-start",
            "JAVA_TOOL_OPTIONS",
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");

    private final RealFunctions functions;
    private final ClassCache trained;
    private final Path folder;

    ColdStarts(RealFunctions functions, ClassCache trained, Path folder) {
        this.functions = functions;
        this.trained = trained;
        this.folder = folder;
    }

    /// A function to start.
    private record Variant(String name, FunctionSpec function, ClassCache classes, String event, Figures millis) {

        Variant(String name, FunctionSpec function, ClassCache classes, String event) {
            this(name, function, classes, event, new Figures());
        }
    }

    void report(Report report) throws Exception {
        list(report);
        each(report);
    }

    private void list(Report report) throws Exception {
        report.section("Cold start of one read: a list of an organisation's events");
        FunctionSpec ours = functions.named("ListOrgEvents");
        String event = sample(ours);
        FunctionSpec empty = emptyFunction();
        FunctionSpec conventional = baseline(
                ConventionalList.class,
                MergedJar.conventional(folder.resolve("conventional.jar"), ConventionalList.class));
        ClassCache none = new ClassCache.None();
        Variant floor = new Variant("an empty function (floor)", empty, none, event);
        Variant usual = new Variant("as most would write it", conventional, none, event);
        Variant plain = new Variant("ours", ours, none, event);
        Variant cached = new Variant("ours, with the ahead-of-time cache", ours, trained, event);
        List<Variant> variants = List.of(floor, usual, plain, cached);
        Figures primed = new Figures();
        for (int i = 0; i < RUNS_OF_THE_LIST; i++) {
            for (Variant variant : variants) {
                variant.millis.add(millis(variant));
            }
            primed.add(millisAfterPriming(ours, event));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Variant variant : variants) {
            rows.add(List.of(
                    variant.name,
                    variant.millis.spread("%.0f"),
                    "%.2f".formatted(variant.millis.median() / usual.millis.median()),
                    Integer.toString(classes(variant))));
        }
        rows.add(List.of(
                "ours, first answer of a process that was primed (no process is started)",
                primed.spread("%.0f"),
                "%.2f".formatted(primed.median() / usual.millis.median()),
                ""));
        report.table(
                List.of("function", "ms, median (least–most) of " + RUNS_OF_THE_LIST, "of the usual way", "classes"),
                rows);
        report.figures
                .putObject("cold_start_ms")
                .put("floor", Report.rounded(floor.millis.median(), 0))
                .put("conventional", Report.rounded(usual.millis.median(), 0))
                .put("ours", Report.rounded(plain.millis.median(), 0))
                .put("ours_aot", Report.rounded(cached.millis.median(), 0))
                .put("ours_primed", Report.rounded(primed.median(), 0));
        report.figures
                .putObject("classes_loaded")
                .put("floor", classes(floor))
                .put("conventional", classes(usual))
                .put("ours", classes(plain));
    }

    private void each(Report report) throws Exception {
        report.section("Cold start and memory of each function");
        List<Variant> variants = new ArrayList<>();
        variants.add(new Variant("the empty function", emptyFunction(), new ClassCache.None(), "{}"));
        for (FunctionSpec function : functions.all()) {
            variants.add(new Variant("`" + function.name() + "`", function, new ClassCache.None(), sample(function)));
        }
        for (int i = 0; i < RUNS; i++) {
            for (Variant variant : variants) {
                variant.millis.add(millis(variant));
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (Variant variant : variants) {
            Loaded loaded = loaded(variant);
            rows.add(List.of(
                    variant.name,
                    variant.millis.spread("%.0f"),
                    Integer.toString(loaded.classes),
                    Long.toString(loaded.residentKilobytes / 1024)));
        }
        report.table(List.of("function", "ms, median (least–most) of " + RUNS, "classes", "resident MB"), rows);
        report.paragraph("All functions share one jar of %.1f MB."
                .formatted(Files.size(functions.named("ListOrgEvents").code()) / 1e6));
    }

    private double millis(Variant variant) throws InterruptedException {
        long begin = System.nanoTime();
        try (FunctionProcess process = functions.start(variant.function, variant.classes, line -> {})) {
            return millis(begin, process, variant);
        }
    }

    private static double millis(long begin, FunctionProcess process, Variant variant) throws InterruptedException {
        Invocation.Outcome outcome = process.invoke(
                new Invocation(Arn.function(variant.function.name()), variant.event.getBytes(StandardCharsets.UTF_8)));
        if (!(outcome instanceof Invocation.Success)) {
            throw new IllegalStateException(
                    variant.function.name() + ": " + new String(outcome.payload(), StandardCharsets.UTF_8));
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private double millisAfterPriming(FunctionSpec function, String event) throws Exception {
        Variant variant = new Variant("", RealFunctions.with(function, SNAP_START), new ClassCache.None(), event);
        try (FunctionProcess process = functions.start(variant.function, variant.classes, line -> {})) {
            process.primed().get(30, TimeUnit.SECONDS);
            return millis(System.nanoTime(), process, variant);
        }
    }

    private int classes(Variant variant) throws Exception {
        return loaded(variant).classes;
    }

    /// The memory of a process after its first response.
    private record Loaded(int classes, long residentKilobytes) {}

    private Loaded loaded(Variant variant) throws Exception {
        Path file = folder.resolve("classes.log").toAbsolutePath();
        FunctionSpec function =
                RealFunctions.with(variant.function, Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + file));
        try (FunctionProcess process = functions.start(function, variant.classes, line -> {})) {
            millis(0, process, variant);
            Path status = Path.of("/proc", Long.toString(process.pid()), "status");
            try (Stream<String> lines = Files.lines(file);
                    Stream<String> memory = Files.lines(status)) {
                return new Loaded(
                        (int) lines.filter(line -> line.contains(" source: ")).count(),
                        memory.filter(line -> line.startsWith("VmRSS:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .findAny()
                                .orElseThrow());
            }
        }
    }

    private FunctionSpec emptyFunction() throws IOException {
        return baseline(
                EmptyFunction.class, MergedJar.write(folder.resolve("empty.jar"), List.of(), EmptyFunction.class));
    }

    private FunctionSpec baseline(Class<?> handler, Path jar) {
        FunctionSpec like = functions.named("ListOrgEvents");
        return new FunctionSpec(
                like.name(),
                handler.getName(),
                jar,
                like.memoryMegabytes(),
                like.timeout(),
                like.role(),
                like.environment(),
                like.aliases());
    }

    /// Returns the first sample that succeeds. The authorizer gets a key that this table has; a verification,
    /// which waits until counters have settled, gets an organisation that the table doesn't have.
    private static String sample(FunctionSpec function) throws IOException {
        String status = RealFunctions.simpleName(function).equals("VerifyRollups") ? "404" : "20";
        Path sample = Samples.of(function).stream()
                .filter(file -> file.getFileName().toString().startsWith(status))
                .findFirst()
                .orElseThrow();
        return Files.readString(sample).replace("ce_sample_secret", "ce_acme_local");
    }
}
