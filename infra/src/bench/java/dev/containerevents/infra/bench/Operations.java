package dev.containerevents.infra.bench;

import dev.containerevents.infra.stack.RequestLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures time and request units of each operation as a client calls it, in the whole local cloud.
final class Operations {

    private static final int STARTS = 3;
    private static final int WARM_UP = 50;
    private static final int CALLS = 300;

    /// us-east-1, November 2026: a million read units, write units, calls of the API and of the function.
    private static final double READ = 0.125;

    private static final double WRITE = 0.625;
    private static final double CALL = 3.50 + 0.20;

    /// @param body the body to post; empty for a GET
    private record Operation(String name, String path, String body) {

        Operation(String name, String path) {
            this(name, path, "");
        }

        RunningCloud.Timed call(SyntheticLog log) throws IOException, InterruptedException {
            RunningCloud.Timed answer = body.isEmpty() ? log.get(path) : log.post(path, body);
            if (answer.status() / 100 != 2) {
                throw new IOException(name + ": " + answer);
            }
            return answer;
        }
    }

    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";

    private static final List<Operation> READS = List.of(
            new Operation("ListOrgEvents", "/orgs/ORG/events"),
            new Operation("ListContainerEvents", "/orgs/ORG/containers/CONTAINER/events"),
            new Operation("ListEventsByAccess", "/orgs/ORG/container_events/by_access"),
            new Operation("ListEventsByBlock", "/orgs/ORG/container_events/by_block"),
            new Operation("ListEventsByCreate", "/orgs/ORG/container_events/by_create"),
            new Operation("ListEventsByExpire", "/orgs/ORG/container_events/by_expire"),
            new Operation("ListEventsByFail", "/orgs/ORG/container_events/by_fail"),
            new Operation("GetOrg", "/orgs/ORG"),
            new Operation("ListDestinations", "/orgs/ORG/destinations"),
            new Operation("GetEvent", "/orgs/ORG/events/EVENT"),
            new Operation("GetContainerEvent", "/orgs/ORG/containers/CONTAINER/events/EVENT"),
            new Operation("CountEvents", "/orgs/ORG/events/count"),
            new Operation("ListTogaiEvents", "/events"),
            new Operation("GetTogaiEvent", "/events/EVENT"),
            new Operation("ListTogaiJavaEvents", "/togai/java/events"),
            new Operation("GetTogaiJavaEvent", "/togai/java/events/EVENT"),
            new Operation("ListTogaiPythonEvents", "/togai/python/events"),
            new Operation("GetTogaiPythonEvent", "/togai/python/events/EVENT"),
            new Operation("ListWaldurEvents", "/api/events/"),
            new Operation("RetrieveWaldurEvent", "/api/events/EVENT/"),
            new Operation("CountWaldurEvents", "/api/events/count/"),
            new Operation("ListWaldurEventGroups", "/api/events/event_groups/"),
            new Operation("ListWaldurScopeTypes", "/api/events/scope_types/"));

    private static final List<Operation> WRITES = List.of(
            new Operation("CreateContainerEvent", "/orgs/ORG/containers/bench/events", EVENT),
            new Operation(
                    "CreateEvents",
                    "/orgs/ORG/events",
                    "{\"events\":[" + (EVENT.replace("{", "{\"container_id\":\"bench\",") + ",").repeat(99)
                            + EVENT.replace("{", "{\"container_id\":\"bench\",") + "]}"),
            new Operation(
                    "CreateAuthentikEvent",
                    "/api/v3/events/events/",
                    "{\"action\":\"login\",\"app\":\"bench\",\"context\":{}}"));

    private final Path cache;
    private final List<Integer> sizes;

    /// @param cache the folder with the functions' ahead-of-time cache
    /// @param sizes the sizes of logs, the largest last
    Operations(Path cache, List<Integer> sizes) {
        this.cache = cache;
        this.sizes = sizes;
    }

    void report(BenchmarkReport report) throws Exception {
        starts(report);
        try (RunningCloud cloud = RunningCloud.start(cache, RequestLimits.times(100))) {
            LedgerUpdates.report(report, cloud);
            report.section("Bulk ingest through the gateway");
            List<SyntheticLog> logs = new ArrayList<>();
            List<List<String>> rows = new ArrayList<>();
            for (int size : sizes) {
                Figures perSecond = new Figures();
                logs.add(SyntheticLog.of(cloud, size, perSecond));
                rows.add(List.of("%,d".formatted(size), "%,.0f".formatted(perSecond.median())));
                report.figures.put("ingest_events_per_second", BenchmarkReport.rounded(perSecond.median(), 0));
            }
            report.table(List.of("events, in bulks of 1,000 by 2 clients", "events a second"), rows);
            units(report, logs);
            times(report, logs.getFirst());
            FirstView.report(report, logs.getLast());
        }
    }

    private void starts(BenchmarkReport report) throws Exception {
        report.section("The local cloud");
        Figures ready = new Figures();
        Figures first = new Figures();
        Figures second = new Figures();
        for (int i = 0; i < STARTS; i++) {
            try (RunningCloud cloud = RunningCloud.start(cache)) {
                ready.add(cloud.readyMillis());
                first.add(cloud.get("ce_acme_local", "/orgs/acme/events").millis());
                second.add(cloud.get("ce_acme_local", "/orgs/acme/container_events/by_access")
                        .millis());
            }
        }
        report.table(
                List.of("what", "ms, median (least–most) of " + STARTS),
                List.of(
                        List.of("from the built project to ready", ready.spread("%.0f")),
                        List.of("the very first call", first.spread("%.0f")),
                        List.of("the first call of another endpoint", second.spread("%.0f"))));
        report.figures
                .put("local_cloud_ready_ms", BenchmarkReport.rounded(ready.median(), 0))
                .put("local_cloud_first_call_ms", BenchmarkReport.rounded(first.median(), 0))
                .put("local_cloud_next_endpoint_ms", BenchmarkReport.rounded(second.median(), 0));
    }

    private void units(BenchmarkReport report, List<SyntheticLog> logs) throws Exception {
        report.section("Request units by size of the log");
        List<String> heads = new ArrayList<>(List.of("operation"));
        logs.forEach(log -> heads.add("%,d events".formatted(log.size())));
        heads.add("$ a million calls");
        List<List<String>> rows = new ArrayList<>();
        for (Operation operation : READS) {
            List<RunningCloud.Timed> answers = new ArrayList<>();
            for (SyntheticLog log : logs) {
                answers.add(operation.call(log));
            }
            rows.add(row("`" + operation.name + "`", answers));
        }
        List<RunningCloud.Timed> deep = new ArrayList<>();
        List<RunningCloud.Timed> deepByNumber = new ArrayList<>();
        for (SyntheticLog log : logs) {
            deep.add(log.deepPage());
            deepByNumber.add(log.get("/api/events/?page=" + log.size() * 9 / 100));
        }
        rows.add(row("`ListOrgEvents`, behind nine tenths", deep));
        rows.add(row("`ListWaldurEvents`, behind nine tenths", deepByNumber));
        SyntheticLog largest = logs.getLast();
        report.figures
                .putObject("page_units")
                .put("first", largest.get("/orgs/ORG/events").readUnits())
                .put("deep", deep.getLast().readUnits());
        report.figures.put("count_units", largest.get("/orgs/ORG/events/count").readUnits());
        for (Operation operation : WRITES) {
            List<RunningCloud.Timed> answers = new ArrayList<>();
            for (SyntheticLog log : logs) {
                answers.add(operation.call(log));
            }
            rows.add(row(
                    "`" + operation.name + "`" + (operation.name.equals("CreateEvents") ? " of 100" : ""), answers));
        }
        report.table(heads, rows);
        report.paragraph("Read units for reads, write units for writes, as the answers say them; dollars of the"
                + " last column at us-east-1's list prices, with a call of the API and of the function, without the"
                + " function's time and without counting what is written. Lists show 50 events, those of another API"
                + " as many as it does.");
    }

    private static List<String> row(String name, List<RunningCloud.Timed> answers) {
        List<String> row = new ArrayList<>(List.of(name));
        answers.forEach(answer -> row.add(number(answer.readUnits() + answer.writeUnits())));
        RunningCloud.Timed last = answers.getLast();
        row.add("%.2f".formatted(last.readUnits() * READ + last.writeUnits() * WRITE + CALL));
        return row;
    }

    private static String number(double units) {
        return units == Math.rint(units) ? Long.toString((long) units) : Double.toString(units);
    }

    private static void times(BenchmarkReport report, SyntheticLog log) throws Exception {
        report.section("Warm calls, over %,d events".formatted(log.size()));
        List<List<String>> rows = new ArrayList<>();
        for (List<Operation> operations : List.of(READS, WRITES)) {
            for (Operation operation : operations) {
                boolean isBulk = operation.name.equals("CreateEvents");
                for (int i = 0; i < WARM_UP / (isBulk ? 10 : 1); i++) {
                    operation.call(log);
                }
                log.cloud().insideOf(operation.name);
                Figures through = new Figures();
                for (int i = 0; i < CALLS / (isBulk ? 10 : 1); i++) {
                    through.add(operation.call(log).millis());
                }
                Figures inside = log.cloud().insideOf(operation.name);
                rows.add(List.of(
                        "`" + operation.name + "`" + (isBulk ? " of 100" : ""),
                        "%.1f".formatted(through.median()),
                        "%.1f".formatted(through.quantile(0.99)),
                        "%.1f".formatted(inside.median()),
                        "%.1f".formatted(inside.quantile(0.99))));
            }
        }
        report.table(
                List.of("operation", "ms through the gateway, median", "99 %", "within the function, median", "99 %"),
                rows);
    }
}
