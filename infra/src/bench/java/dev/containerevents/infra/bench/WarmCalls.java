package dev.containerevents.infra.bench;

import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.lambda.ClassCache;
import dev.containerevents.infra.local.lambda.FunctionProcess;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Warm calls within a function, beside the raw SDK calls that they make and beside the usual way, with the
/// compilers that a function has on Lambda.
final class WarmCalls {

    /// Rows of the report: each a call of [InsideCalls].
    private static final List<Row> ROWS = List.of(
            new Row("list raw", "the query of `ListOrgEvents` with 50 events, our client"),
            new Row("list apache", "the same query, Apache's client"),
            new Row("list conventional", "the list as most would write it, Apache's client"),
            new Row("list ours", "`ListOrgEvents`"),
            new Row("get raw", "the GetItem of `GetContainerEvent`, our client"),
            new Row("get apache", "the same GetItem, Apache's client"),
            new Row("get conventional", "one event as most would write it, Apache's client"),
            new Row("get ours", "`GetContainerEvent`"),
            new Row("bulk raw", "1,000 PutItem by 32 threads, our client"),
            new Row("bulk ours", "`CreateEvents` of 1,000"),
            new Row("bulk keys", "`CreateEvents` of 1,000 with idempotency keys"),
            new Row("intake generic", "`IngestLogs` of the same 1,000, source `generic`"),
            new Row("intake otlp", "`IngestOtlpLogs` of the same 1,000, in JSON"));

    private final RealFunctions functions;
    private final Path folder;

    WarmCalls(RealFunctions functions, Path folder) {
        this.functions = functions;
        this.folder = folder;
    }

    private record Row(String call, String what) {}

    void report(BenchmarkReport report) throws Exception {
        report.section("Warm calls within a function, beside raw SDK calls and the usual way");
        FunctionSpec like = functions.named("CreateEvents");
        FunctionSpec onDemand = new FunctionSpec(
                Roles.ADMINISTRATOR,
                InsideCalls.class.getName(),
                jar(like),
                like.memoryMegabytes(),
                Duration.ofMinutes(6),
                like.role(),
                like.environment(),
                like.aliases(),
                like.concurrency(),
                like.allowsLoops());
        Millis quick = measure(onDemand);
        // With the compilers of SnapStart, which every function of a request has.
        Millis both = measure(onDemand.with(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")));
        List<List<String>> rows = new ArrayList<>();
        for (Row row : ROWS) {
            rows.add(Stream.concat(
                            Stream.of(
                                    row.what,
                                    Integer.toString(both.figures(row.call).count())),
                            Stream.of(both, quick)
                                    .map(millis -> millis.figures(row.call))
                                    .flatMap(millis -> Stream.of(millis.median(), millis.quantile(0.99))
                                            .map("%.3f"::formatted)))
                    .toList());
        }
        report.table(List.of("call", "calls", "SnapStart: ms, median", "99 %", "on demand: ms, median", "99 %"), rows);
        report.figures
                .put(
                        "warm_overhead_ms",
                        BenchmarkReport.rounded(
                                both.figures("get ours").median()
                                        - both.figures("get raw").median(),
                                3))
                .put(
                        "list50_ratio",
                        BenchmarkReport.rounded(
                                1
                                        / Math.min(
                                                both.ratio("list raw", "list ours"),
                                                both.ratio("list apache", "list ours")),
                                3))
                .put("bulk_ratio", BenchmarkReport.rounded(both.ratio("bulk raw", "bulk ours"), 3));
        report.figures
                .putObject("intake_rate")
                .put("generic", BenchmarkReport.rounded(both.ratio("bulk keys", "intake generic"), 3))
                .put("otlp", BenchmarkReport.rounded(both.ratio("bulk keys", "intake otlp"), 3));
        report.figures
                .putObject("warm_vs_apache")
                .put("get", BenchmarkReport.rounded(both.ratio("get ours", "get conventional"), 3))
                .put("list50", BenchmarkReport.rounded(both.ratio("list ours", "list conventional"), 3));
        report.figures
                .putObject("warm_vs_apache_on_demand")
                .put("get", BenchmarkReport.rounded(quick.ratio("get ours", "get conventional"), 3))
                .put("list50", BenchmarkReport.rounded(quick.ratio("list ours", "list conventional"), 3));
    }

    private Path jar(FunctionSpec like) throws IOException {
        return MergedJar.beside(
                like.code(),
                folder.resolve("inside.jar"),
                InsideCalls.class,
                ConventionalList.class,
                ConventionalGet.class);
    }

    private Millis measure(FunctionSpec function) throws InterruptedException {
        try (FunctionProcess process = functions.start(function, new ClassCache.None(), line -> {})) {
            byte[] answer = process.invoke(
                            new Invocation(Arn.function(function.name()), "{}".getBytes(StandardCharsets.UTF_8)))
                    .payload();
            return Millis.of(new String(answer, StandardCharsets.UTF_8));
        }
    }

    /// What [InsideCalls] answers, by call.
    private record Millis(Map<String, Figures> byCall) {

        /// @param answer lines of two words and milliseconds
        static Millis of(String answer) {
            Map<String, Figures> figures = new HashMap<>();
            answer.lines().map(line -> line.split(" ", -1)).forEach(words -> {
                Figures millis = new Figures();
                Stream.of(words).skip(2).mapToDouble(Double::parseDouble).forEach(millis::add);
                figures.put(words[0] + " " + words[1], millis);
            });
            return new Millis(figures);
        }

        Figures figures(String call) {
            return Objects.requireNonNull(byCall.get(call), call);
        }

        /// How many times as long as another call the first one takes.
        double ratio(String call, String other) {
            return figures(call).median() / figures(other).median();
        }
    }
}
