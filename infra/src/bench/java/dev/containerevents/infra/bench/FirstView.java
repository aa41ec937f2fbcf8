package dev.containerevents.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.repository.NpmPackage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Measures the console's first view of a log: in the browser that the tests use, over the whole local cloud.
final class FirstView {

    private static final int WARM_UP = 3;
    private static final int TIMES = 12;

    private FirstView() {}

    static void report(BenchmarkReport report, SyntheticLog log) throws Exception {
        report.section("The console's first view, of %,d events".formatted(log.size()));
        String options = JsonTree.object()
                .put("url", log.cloud().uri().toString())
                .put("key", log.key())
                .put("times", WARM_UP + TIMES)
                .toString();
        String output = NpmPackage.install("console").run(List.of("node", "first-view.mjs"), options, Map.of(), 5);
        if (output.isEmpty()) {
            report.paragraph("NOT MEASURED: there is no browser.");
            return;
        }
        Figures paint = new Figures();
        Figures units = new Figures();
        Figures requests = new Figures();
        output.lines().skip(WARM_UP).forEach(line -> {
            JsonNode view =
                    JsonTree.parse(line.getBytes(StandardCharsets.UTF_8)).orElseThrow();
            paint.add(view.path("lcp").asDouble());
            units.add(view.path("units").asDouble());
            requests.add(view.path("requests").asDouble());
        });
        report.table(
                List.of("what", "median (least–most) of " + TIMES),
                List.of(
                        List.of("ms to the largest contentful paint", paint.spread("%.0f")),
                        List.of("read units", units.spread("%.1f")),
                        List.of("requests", requests.spread("%.0f"))));
        report.figures
                .putObject("console_first_view")
                .put("lcp_ms", BenchmarkReport.rounded(paint.median(), 0))
                .put("units", BenchmarkReport.rounded(units.median(), 1));
    }
}
