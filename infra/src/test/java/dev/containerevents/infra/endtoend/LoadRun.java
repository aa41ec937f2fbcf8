package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// A load test over loopback: one organisation whose clients send as fast as they are answered, and quiet ones
/// with a request every quarter of a second. Then everything that was acknowledged is compared with what each
/// organisation has, and the results are written to `target/load.md`.
///
/// `mvn -Pload` runs it for a minute, `-Dseconds=300` for five.
final class LoadRun {

    private static final int SECONDS = Integer.getInteger("seconds", 60);
    private static final int LOUD_CLIENTS = 12;
    private static final int QUIET_ORGS = 4;
    private static final int BULK = 100;
    private static final Duration PACE = Duration.ofMillis(250);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Report loudly = new Report();
    private final Report quietly = new Report();

    /// An organisation that only this run writes to.
    private record Tenant(String org, Client client, Ledger ledger) {

        static Tenant create(Cloud cloud, String org) throws Exception {
            cloud.invoke("ManageAccess", "{\"action\":\"create_org\",\"org_id\":\"%s\"}".formatted(org));
            String key = cloud.invoke(
                            "ManageAccess",
                            "{\"action\":\"issue_key\",\"org_id\":\"%s\",\"rights\":[\"read\",\"write\"]}"
                                    .formatted(org))
                    .path("key")
                    .asText();
            return new Tenant(org, cloud.client("Bearer " + key), new Ledger());
        }

        Writer writer(Report report, int number, Random random) {
            return new Writer(client, org, ledger, report, org + "-" + number, random);
        }
    }

    @Test
    void losesNothingOfAnyoneWhileOneIsLoud() throws Exception {
        System.out.println("LoadRun: seed " + seed);
        Cloud cloud = Cloud.current();
        Tenant loud = Tenant.create(cloud, "loud");
        List<Tenant> quiet = new ArrayList<>();
        for (int i = 1; i <= QUIET_ORGS; i++) {
            quiet.add(Tenant.create(cloud, "quiet-" + i));
        }

        run(loud, quiet, Instant.now().plusSeconds(SECONDS));

        String report = report(loud, quiet);
        System.out.println(report);
        Files.writeString(Path.of("target", "load.md"), report);
        assertThat(loudly.wrong()).isEmpty();
        assertThat(quietly.wrong()).isEmpty();
        loud.ledger.compareWith(loud.client, loud.org);
        for (Tenant tenant : quiet) {
            tenant.ledger.compareWith(tenant.client, tenant.org);
        }
        System.out.println("LoadRun: what each organisation has is what its clients were told, by id and by count");
    }

    private void run(Tenant loud, List<Tenant> quiet, Instant end) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < LOUD_CLIENTS; i++) {
                Random own = new Random(random.nextLong());
                Writer writer = loud.writer(loudly, i, own);
                clients.add(threads.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        switch (own.nextInt(10)) {
                            case 0, 1 -> writer.logBulk(BULK);
                            case 2, 3, 4 -> writer.logWithKey();
                            case 5, 6, 7 -> writer.logWithoutKey();
                            default -> writer.read();
                        }
                    }
                    return null;
                }));
            }
            for (Tenant tenant : quiet) {
                Random own = new Random(random.nextLong());
                Writer writer = tenant.writer(quietly, 0, own);
                clients.add(threads.submit(() -> {
                    for (Instant next = Instant.now(); next.isBefore(end); next = next.plus(PACE)) {
                        Thread.sleep(Math.max(
                                0, Duration.between(Instant.now(), next).toMillis()));
                        switch (own.nextInt(10)) {
                            case 0 -> writer.logBulk(10);
                            case 1, 2, 3 -> writer.logWithKey();
                            case 4 -> writer.logWithoutKey();
                            default -> writer.read();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    private String report(Tenant loud, List<Tenant> quiet) {
        long quietEvents = quiet.stream()
                .mapToLong(tenant -> tenant.ledger.acknowledged().size())
                .sum();
        List<String> lines = new ArrayList<>(List.of(
                "%d s: a loud organisation with %d clients, %d quiet ones with one client and a request each %d ms"
                        .formatted(SECONDS, LOUD_CLIENTS, QUIET_ORGS, PACE.toMillis()),
                "",
                "| organisation | calls a second | events a second | answers | results of bulks |",
                "|---|---|---|---|---|",
                row("loud", loudly, loud.ledger.acknowledged().size()),
                row("quiet", quietly, quietEvents),
                "",
                "| organisation | operation | calls | median, ms | 99 %, ms | longest, ms |",
                "|---|---|---|---|---|---|"));
        lines.addAll(loudly.rows("loud"));
        lines.addAll(quietly.rows("quiet"));
        return String.join("\n", lines) + "\n";
    }

    private static String row(String name, Report report, long events) {
        return "| %s | %.1f | %.1f | %s | %s |"
                .formatted(
                        name,
                        (double) report.calls() / SECONDS,
                        (double) events / SECONDS,
                        report.statuses(),
                        report.results());
    }
}
