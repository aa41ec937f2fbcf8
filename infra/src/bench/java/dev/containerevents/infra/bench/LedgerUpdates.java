package dev.containerevents.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Measures how events come into the log of their organisation and into its counters: within `UpdateLedger`, and
/// until the feed has them.
final class LedgerUpdates {

    private static final String FUNCTION = "UpdateLedger";
    private static final int WARM_UP = 10;
    private static final int EVENTS = 30;
    private static final int BULK = 1000;
    private static final int BULKS = 5;
    private static final long PAUSE_MILLIS = 20;
    private static final String EVENT = "{\"container_id\":\"bench\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";

    private final RunningCloud cloud;
    private final String key;

    private LedgerUpdates(RunningCloud cloud, String key) {
        this.cloud = cloud;
        this.key = key;
    }

    static void report(BenchmarkReport report, RunningCloud cloud) throws Exception {
        report.section("Events through the ledger");
        cloud.manageAccess("{\"action\":\"create_org\",\"org_id\":\"ledger\"}");
        String key = cloud.manageAccess(
                        "{\"action\":\"issue_key\",\"org_id\":\"ledger\",\"rights\":[\"read\",\"write\"]}")
                .path("key")
                .asText();
        new LedgerUpdates(cloud, key).measure(report);
    }

    private void measure(BenchmarkReport report) throws IOException, InterruptedException {
        Figures through = new Figures();
        for (int i = -WARM_UP; i < EVENTS; i++) {
            if (i == 0) {
                through = new Figures();
                cloud.linesOf(FUNCTION);
            }
            through.add(write(1));
        }
        Row alone = Row.of(cloud.linesOf(FUNCTION), EVENTS);
        for (int i = 0; i < BULKS; i++) {
            write(BULK);
        }
        Row together = Row.of(cloud.linesOf(FUNCTION), BULKS * BULK);
        report.table(
                List.of("what", "an event alone", "1,000 at once"),
                List.of(
                        row("ms within `" + FUNCTION + "`, an event", alone.millis, together.millis, "%.3f"),
                        row("read units, an event", alone.reads, together.reads, "%.2f"),
                        row("write units, an event", alone.writes, together.writes, "%.2f")));
        report.paragraph(
                "From the answer of the write to the event in the feed: %.0f ms (median of %d), asked for each %d ms."
                        .formatted(through.median(), EVENTS, PAUSE_MILLIS));
        report.figures
                .putObject("ledger_ms")
                .put("alone", BenchmarkReport.rounded(alone.millis, 2))
                .put("bulk", BenchmarkReport.rounded(together.millis, 3))
                .put("in_feed", BenchmarkReport.rounded(through.median(), 0));
    }

    /// Writes events at once, and returns after how many milliseconds the feed has all of them.
    private double write(int events) throws IOException, InterruptedException {
        long end = cloud.get(key, "/orgs/ledger/feed?after=latest")
                        .body()
                        .path("next")
                        .asLong()
                + events;
        RunningCloud.Timed written =
                cloud.post(key, "/orgs/ledger/events", "application/x-ndjson", (EVENT + "\n").repeat(events));
        if (written.body().path("accepted").asInt() != events) {
            throw new IOException(written.toString());
        }
        long begin = System.nanoTime();
        while (cloud.get(key, "/orgs/ledger/feed?after=latest")
                        .body()
                        .path("next")
                        .asLong()
                < end) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    /// What the lines of a function say together, divided by the events. Each event is more than one record: its
    /// row is staged first, and what is staged comes with the stream again.
    private record Row(double millis, double reads, double writes) {

        static Row of(List<JsonNode> lines, int events) {
            return new Row(
                    sum(lines, "micros") / 1000 / events,
                    sum(lines, "read_units") / events,
                    sum(lines, "write_units") / events);
        }

        private static double sum(List<JsonNode> lines, String member) {
            return lines.stream()
                    .mapToDouble(line -> line.path(member).asDouble())
                    .sum();
        }
    }

    private static List<String> row(String what, double alone, double together, String format) {
        return List.of(what, format.formatted(alone), format.formatted(together));
    }
}
