package dev.containerevents.infra.bench;

import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.local.Samples;
import dev.containerevents.infra.local.lambda.ClassCache;
import dev.containerevents.infra.local.lambda.FunctionProcess;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Measures the time from the start of a function's process to its first response, in AWS's runtime client. The
/// functions alternate, so that other load on the machine affects all of them.
final class ColdStarts {

    private static final int RUNS_OF_THE_LIST = 12;
    private static final int RUNS = 5;
    private static final int IDLES = 5;

    /// Longer than the JDK keeps a connection by default.
    private static final Duration IDLE = Duration.ofSeconds(7);

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

    /// A function as it is started.
    ///
    /// @param dynamoDb where it finds DynamoDB
    private record Variant(
            String name, FunctionSpec function, ClassCache classes, URI dynamoDb, String event, Figures millis) {

        Variant(String name, FunctionSpec function, ClassCache classes, URI dynamoDb, String event) {
            this(name, function, classes, dynamoDb, event, new Figures());
        }

        boolean isOverTls() {
            return dynamoDb.getScheme().equals("https");
        }

        Variant over(TlsProxy tls) {
            return new Variant(name + ", over TLS", function.with(tls.trust()), classes, tls.endpoint(), event);
        }
    }

    void report(BenchmarkReport report) throws Exception {
        try (TlsProxy tls = new TlsProxy(functions.dynamoDbEndpoint(), folder)) {
            list(report, tls);
            each(report, tls);
            idle(report, tls);
        }
    }

    private Variant variant(String name, FunctionSpec function, ClassCache classes, String event) {
        return new Variant(name, function, classes, functions.dynamoDbEndpoint(), event);
    }

    private Variant conventional(String event) throws IOException {
        FunctionSpec function = baseline(
                ConventionalList.class,
                MergedJar.conventional(folder.resolve("conventional.jar"), ConventionalList.class));
        return variant("as most would write it", function, new ClassCache.None(), event);
    }

    private void list(BenchmarkReport report, TlsProxy tls) throws Exception {
        report.section("Cold start of one read: a list of an organisation's events");
        FunctionSpec ours = functions.named("ListOrgEvents");
        String event = sample(ours);
        FunctionSpec empty = emptyFunction();
        ClassCache none = new ClassCache.None();
        Variant floor = variant("an empty function (floor)", empty, none, event);
        Variant usual = conventional(event);
        Variant plain = variant("ours", ours, none, event);
        Variant cached = variant("ours, with the ahead-of-time cache", ours, trained, event);
        Variant usualOverTls = usual.over(tls);
        Variant oursOverTls = plain.over(tls);
        List<Variant> variants = List.of(floor, usual, plain, cached, usualOverTls, oursOverTls);
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
                    "%.2f"
                            .formatted(variant.millis.median()
                                    / (variant.isOverTls() ? usualOverTls : usual).millis.median()),
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
                .put("floor", BenchmarkReport.rounded(floor.millis.median(), 0))
                .put("conventional", BenchmarkReport.rounded(usual.millis.median(), 0))
                .put("ours", BenchmarkReport.rounded(plain.millis.median(), 0))
                .put("ours_aot", BenchmarkReport.rounded(cached.millis.median(), 0))
                .put("ours_primed", BenchmarkReport.rounded(primed.median(), 0));
        report.figures
                .putObject("cold_tls_ms")
                .put("conventional", BenchmarkReport.rounded(usualOverTls.millis.median(), 0))
                .put("ours", BenchmarkReport.rounded(oursOverTls.millis.median(), 0));
        report.figures
                .putObject("classes_loaded")
                .put("floor", classes(floor))
                .put("conventional", classes(usual))
                .put("ours", classes(plain));
    }

    private void each(BenchmarkReport report, TlsProxy tls) throws Exception {
        report.section("Cold start and memory of each function");
        ClassCache none = new ClassCache.None();
        Variant usual = conventional(sample(functions.named("ListOrgEvents")));
        Variant usualOverTls = usual.over(tls);
        List<Variant> plain = new ArrayList<>(
                List.of(variant("the empty function", emptyFunction(), new ClassCache.None(), "{}"), usual));
        List<Variant> overTls = new ArrayList<>(List.of(usualOverTls));
        for (FunctionSpec function : functions.all()) {
            Variant variant = variant("`" + function.name() + "`", function, none, sample(function));
            plain.add(variant);
            if (function.environment().containsKey("TABLE_NAME") && !isBehindTheStream(function)) {
                overTls.add(variant.over(tls));
            }
        }
        for (int i = 0; i < RUNS; i++) {
            for (List<Variant> variants : List.of(plain, overTls)) {
                for (Variant variant : variants) {
                    variant.millis.add(millis(variant));
                }
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (List<Variant> variants : List.of(plain, overTls)) {
            double whole = (variants.getFirst().isOverTls() ? usualOverTls : usual).millis.median();
            for (Variant variant : variants) {
                Loaded loaded = loaded(variant);
                rows.add(List.of(
                        variant.name,
                        variant.millis.spread("%.0f"),
                        "%.2f".formatted(variant.millis.median() / whole),
                        Integer.toString(loaded.classes),
                        Long.toString(loaded.residentKilobytes / 1024)));
            }
        }
        report.table(
                List.of("function", "ms, median (least–most) of " + RUNS, "of the usual way", "classes", "resident MB"),
                rows);
        report.paragraph("All functions share one jar of %.1f MB."
                .formatted(Files.size(functions.named("ListOrgEvents").code()) / 1e6));
    }

    private static boolean isBehindTheStream(FunctionSpec function) {
        return function.handler().startsWith("dev.containerevents.stream.");
    }

    /// A call after a pause, in which a client may have dropped its connection.
    private void idle(BenchmarkReport report, TlsProxy tls) throws Exception {
        report.section("A call over TLS after %d idle seconds".formatted(IDLE.toSeconds()));
        String event = sample(functions.named("GetContainerEvent"));
        Variant ours = variant("ours", functions.named("GetContainerEvent"), new ClassCache.None(), event)
                .over(tls);
        Figures busy = new Figures();
        Figures idle = new Figures();
        try (FunctionProcess process = start(ours)) {
            for (int i = 0; i < 200; i++) {
                double millis = millis(System.nanoTime(), process, ours);
                if (i >= 100) {
                    busy.add(millis);
                }
            }
            for (int i = 0; i < IDLES; i++) {
                Thread.sleep(IDLE);
                idle.add(millis(System.nanoTime(), process, ours));
            }
        }
        report.table(
                List.of("`GetContainerEvent`", "ms, median (least–most)"),
                List.of(
                        List.of("one call after another", busy.spread("%.1f")),
                        List.of("after the pause", idle.spread("%.1f"))));
        report.figures.put("after_idle_ms", BenchmarkReport.rounded(idle.median(), 1));
    }

    private FunctionProcess start(Variant variant) {
        return functions.start(
                variant.function, variant.dynamoDb, functions.servicesEndpoint(), variant.classes, line -> {});
    }

    private double millis(Variant variant) throws InterruptedException {
        long begin = System.nanoTime();
        try (FunctionProcess process = start(variant)) {
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
        Variant variant = variant("", function.with(SNAP_START), new ClassCache.None(), event);
        try (FunctionProcess process = start(variant)) {
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
        String options = variant.function.environment().getOrDefault("JAVA_TOOL_OPTIONS", "");
        FunctionSpec function =
                variant.function.with(Map.of("JAVA_TOOL_OPTIONS", options + " -Xlog:class+load:file=" + file));
        Variant logged = new Variant(variant.name, function, variant.classes, variant.dynamoDb, variant.event);
        try (FunctionProcess process = start(logged)) {
            millis(0, process, logged);
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
                like.aliases(),
                like.concurrency(),
                like.allowsLoops());
    }

    /// Returns the first sample that succeeds. The authorizer gets a key that this table has; a verification,
    /// which waits until counters have settled, gets an organisation that the table doesn't have.
    private static String sample(FunctionSpec function) throws IOException {
        String status = RealFunctions.simpleName(function).equals("VerifyLedger") ? "404" : "20";
        Path sample = Samples.of(function).stream()
                .filter(file -> file.getFileName().toString().startsWith(status))
                .findFirst()
                .orElseThrow();
        return Files.readString(sample).replace("ce_sample_secret", "ce_acme_local");
    }
}
