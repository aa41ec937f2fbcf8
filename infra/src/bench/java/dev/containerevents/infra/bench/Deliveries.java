package dev.containerevents.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.containerevents.infra.local.template.Loopback;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Measures a delivery of an event that comes alone, within `DeliverEvents` and with all that precedes it, to a
/// receiver that answers at once.
final class Deliveries {

    private static final String FUNCTION = "DeliverEvents";
    private static final int WARM_UP = 10;
    private static final int EVENTS = 30;
    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Path cache;

    /// @param cache the folder with the functions' ahead-of-time cache
    Deliveries(Path cache) {
        this.cache = cache;
    }

    void report(BenchmarkReport report) throws Exception {
        report.section("Delivering an event that comes alone");
        Semaphore received = new Semaphore(0);
        HttpServer receiver = HttpServer.create(Loopback.port(0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                RunningCloud cloud =
                        RunningCloud.start(cache, List.of("-DloopbackDestinations=true", "-DDeliveryDelay=0"))) {
            receiver.setExecutor(threads);
            receiver.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(204, -1);
                }
                received.release();
            });
            receiver.start();
            measure(
                    report,
                    cloud,
                    received,
                    "http://127.0.0.1:" + receiver.getAddress().getPort());
        } finally {
            receiver.stop(0);
        }
    }

    private static void measure(BenchmarkReport report, RunningCloud cloud, Semaphore received, String url)
            throws Exception {
        cloud.manageAccess("{\"action\":\"create_org\",\"org_id\":\"lone\"}");
        String key = cloud.manageAccess(
                        "{\"action\":\"issue_key\",\"org_id\":\"lone\",\"rights\":[\"write\",\"deliver\"]}")
                .path("key")
                .asText();
        RunningCloud.Timed created = cloud.post(
                key,
                "/orgs/lone/destinations",
                "application/json",
                "{\"kind\":\"https\",\"url\":\"%s\",\"secret\":\"%s\"}".formatted(url, SECRET));
        if (created.status() != 201) {
            throw new IOException(created.toString());
        }
        // The event of the destination itself.
        await(received);
        Figures through = new Figures();
        for (int i = -WARM_UP; i < EVENTS; i++) {
            if (i == 0) {
                through = new Figures();
                cloud.linesOf(FUNCTION);
            }
            long begin = System.nanoTime();
            cloud.post(key, "/orgs/lone/containers/bench/events", "application/json", EVENT);
            await(received);
            through.add((System.nanoTime() - begin) / 1e6);
            // The function saves its progress after the receiver's answer.
            TimeUnit.MILLISECONDS.sleep(100);
        }
        Figures inside = new Figures();
        Figures reads = new Figures();
        Figures writes = new Figures();
        for (JsonNode line : cloud.linesOf(FUNCTION)) {
            inside.add(line.path("micros").asDouble() / 1000);
            reads.add(line.path("read_units").asDouble());
            writes.add(line.path("write_units").asDouble());
        }
        report.table(
                List.of("what", "median", "99 %"),
                List.of(
                        row("ms from the write to the end of the receiver's request", through, "%.0f"),
                        row("ms within `" + FUNCTION + "`", inside, "%.1f"),
                        row("read units", reads, "%.1f"),
                        row("write units", writes, "%.1f")));
        report.paragraph(
                "%d events, %d calls of the function. `DeliveryDelay` is 0.".formatted(EVENTS, inside.count()));
        report.figures.put("lone_delivery_ms", BenchmarkReport.rounded(inside.median(), 1));
    }

    private static List<String> row(String what, Figures figures, String format) {
        return List.of(what, format.formatted(figures.median()), format.formatted(figures.quantile(0.99)));
    }

    private static void await(Semaphore received) throws IOException, InterruptedException {
        if (!received.tryAcquire(1, TimeUnit.MINUTES)) {
            throw new IOException("nothing was delivered within a minute");
        }
    }
}
