package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.FunctionsJar;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.Route;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/// The functions: one for each operation, and some others, nearly all alike.
public record FunctionChecks(Contract contract) {

    /// The functions that aren't operations, with their classes.
    public static final Map<String, String> OTHERS = Map.of(
            "Authorizer", "dev.containerevents.auth.Authorizer",
            "ManageAccess", "dev.containerevents.auth.ManageAccess",
            "UpdateLedger", "dev.containerevents.stream.UpdateLedger",
            "PublishEvents", "dev.containerevents.stream.PublishEvents",
            "VerifyLedger", "dev.containerevents.stream.VerifyLedger",
            "DeliverEvents", "dev.containerevents.delivery.DeliverEvents",
            "WakeDestinations", "dev.containerevents.delivery.WakeDestinations");

    /// The time limits of functions that aren't behind the gateway, in seconds.
    private static final Map<String, Integer> TIMEOUTS = Map.of(
            "UpdateLedger", 60, "PublishEvents", 60, "VerifyLedger", 900, "DeliverEvents", 120, "WakeDestinations", 60);

    private static final Map<String, List<String>> VARIABLES = Map.of(
            "Authorizer", List.of("OWN_ROUTES", "TABLE_NAME", "USAGE_KEY_PREFIX", "VIEWER_ROUTES"),
            "ManageAccess", List.of("TABLE_NAME", "USAGE_KEY_PREFIX", "USAGE_PLANS"),
            "UpdateLedger", List.of("TABLE_NAME", "DEAD_LETTERS_URL", "DUE_QUEUE_URL", "DUE_DELAY_SECONDS"),
            "DeliverEvents",
                    List.of("TABLE_NAME", "DUE_QUEUE_URL", "DUE_DELAY_SECONDS", "SECRETS_PATH", "ALLOWED_HOSTS"),
            "WakeDestinations", List.of("TABLE_NAME", "DUE_QUEUE_URL"),
            "PublishEvents", List.of("EVENT_BUS", "DEAD_LETTERS_URL"));

    /// The functions that no request waits for.
    private static final Set<String> BEHIND_REQUESTS = Set.of(
            "ManageAccess", "UpdateLedger", "PublishEvents", "VerifyLedger", "DeliverEvents", "WakeDestinations");

    private static final String FUNCTION = "AWS::Lambda::Function";

    /// Class files of Java 1 have version 45, and each release adds one.
    private static final int CLASS_FILE_VERSION_0 = 44;

    List<Check> all() {
        return List.of(
                new Check("has one function an operation, by its name", this::handlers),
                new Check("has functions of one kind", this::settings),
                new Check("runs functions on the Java that they were compiled for", this::runtime),
                new Check("calls published versions by the alias", this::aliases),
                new Check("starts with a snapshot what a request waits for, and nothing else", this::snapshots),
                new Check("forgets each log after a while", this::logs),
                new Check("tells the authorizer the routes without an organisation", this::ownRoutes),
                new Check("opens to viewer tokens what the contract marks, and nothing else", this::viewerRoutes));
    }

    /// The asterisk of a policy matches several segments too, so a marked route may cover one that isn't.
    private void viewerRoutes(StackTemplate template, Findings findings) {
        List<String> told = List.of(template.named("Authorizer")
                .path("Environment")
                .path("Variables")
                .path("VIEWER_ROUTES")
                .asText()
                .split(" ", -1));
        List<String> patterns = told.stream()
                .map(route -> "/" + route.replaceAll("=.*", "").replaceAll("\\{[^}]*}", ".*"))
                .toList();
        for (Operation operation : contract.operations()) {
            String scopes = "=" + String.join(",", operation.viewerScopes().orElse(List.of()));
            boolean isMarked = operation.viewerScopes().isPresent();
            for (Route route : operation.routes()) {
                if (route.method().equals("GET") && !operation.isPublic()) {
                    boolean isTold = told.contains(route.path().substring(1) + scopes);
                    findings.unless(
                            isTold == isMarked, route + (isTold ? " is" : " isn't") + " told to the authorizer");
                    boolean isCovered = patterns.stream().anyMatch(route.path()::matches);
                    findings.unless(isCovered == isMarked, route + (isCovered ? " is" : " isn't") + " open to tokens");
                }
            }
        }
    }

    /// A policy without a route makes it a 403.
    private void ownRoutes(StackTemplate template, Findings findings) {
        List<String> expected = contract.operations().stream()
                .filter(operation -> !operation.isPublic())
                .flatMap(operation -> operation.routes().stream())
                .filter(route -> !route.path().contains("{org_id}"))
                .map(route -> route.method() + route.path().replaceAll("\\{[^}]*}", "*"))
                .toList();
        List<String> told = List.of(template.named("Authorizer")
                .path("Environment")
                .path("Variables")
                .path("OWN_ROUTES")
                .asText()
                .split(" ", -1));
        findings.unless(told.containsAll(expected), "the authorizer knows " + told + " and not all of " + expected);
        findings.unless(
                told.stream().noneMatch(route -> route.contains("/orgs/")),
                "a key reaches other organisations by " + told);
    }

    private void handlers(StackTemplate template, Findings findings) {
        Map<String, String> expected = new HashMap<>();
        contract.operations().forEach(operation -> expected.put(operation.id(), operation.handler()));
        OTHERS.forEach((id, type) -> expected.put(id, type + "::handleRequest"));
        Map<String, String> actual = new HashMap<>();
        template.properties(FUNCTION)
                .forEach((id, function) ->
                        actual.put(id, function.path("Handler").asText()));
        findings.same("the functions", expected.entrySet(), actual.entrySet());
    }

    private void settings(StackTemplate template, Findings findings) {
        Map<String, List<String>> ofOperations = new HashMap<>();
        for (Operation operation : contract.operations()) {
            List<String> variables = new ArrayList<>(List.of("TABLE_NAME"));
            variables.addAll(DestinationChecks.expected(template, operation).keySet());
            ofOperations.put(operation.id(), variables);
        }
        template.properties(FUNCTION).forEach((id, function) -> {
            findings.equal(id + " Architectures", "[\"arm64\"]", function.path("Architectures"));
            findings.equal(id + " MemorySize", 1024, function.path("MemorySize"));
            findings.equal(
                    id + " TracingConfig",
                    "Active",
                    function.path("TracingConfig").path("Mode"));
            findings.equal(
                    id + " LogFormat", "JSON", function.path("LoggingConfig").path("LogFormat"));
            findings.equal(
                    id + " SystemLogLevel",
                    "WARN",
                    function.path("LoggingConfig").path("SystemLogLevel"));
            int timeout = function.path("Timeout").asInt();
            findings.unless(
                    TIMEOUTS.containsKey(id)
                            ? timeout == TIMEOUTS.get(id)
                            : timeout > 0 && timeout * 1000 < RouteChecks.MOST_MILLIS,
                    id + " may take " + timeout + " s, longer than the gateway or the stream waits");
            JsonNode variables = function.path("Environment").path("Variables");
            List<String> expected = VARIABLES.getOrDefault(id, ofOperations.getOrDefault(id, List.of("TABLE_NAME")));
            findings.same(
                    id + " Environment",
                    expected,
                    variables.propertyStream().map(Map.Entry::getKey).toList());
            findings.unless(
                    !expected.contains("TABLE_NAME")
                            || template.resources("AWS::DynamoDB::Table")
                                    .containsKey(StackTemplate.name(StackTemplate.text(variables.path("TABLE_NAME")))),
                    id + " does not get the name of the table");
        });
    }

    private void snapshots(StackTemplate template, Findings findings) {
        template.properties(FUNCTION)
                .forEach((id, function) -> findings.equal(
                        id + " SnapStart",
                        BEHIND_REQUESTS.contains(id) ? "" : "{\"ApplyOn\":\"PublishedVersions\"}",
                        function.path("SnapStart")));
    }

    private void runtime(StackTemplate template, Findings findings) {
        try (JarFile jar = new JarFile(FunctionsJar.path().toFile())) {
            template.properties(FUNCTION).forEach((id, function) -> {
                String handler = function.path("Handler").asText();
                int release = release(jar, handler.substring(0, Math.max(0, handler.indexOf("::"))));
                findings.unless(release > 0, id + "'s handler " + handler + " is not in the jar");
                findings.equal(id + " Runtime", "java" + release, function.path("Runtime"));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the Java release for which a class was compiled, 0 if the jar doesn't have the class.
    private static int release(JarFile jar, String className) {
        ZipEntry entry = jar.getEntry(className.replace('.', '/') + ".class");
        if (entry == null) {
            return 0;
        }
        try (InputStream file = jar.getInputStream(entry)) {
            return ByteBuffer.wrap(file.readNBytes(8)).getShort(6) - CLASS_FILE_VERSION_0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void aliases(StackTemplate template, Findings findings) {
        Map<String, JsonNode> versions = template.properties("AWS::Lambda::Version");
        template.properties(FUNCTION).keySet().forEach(id -> {
            JsonNode alias = template.named(template.alias(id).orElse(""));
            findings.equal(id + "'s alias", "live", alias.path("Name"));
            String version = StackTemplate.name(StackTemplate.text(alias.path("FunctionVersion")));
            findings.unless(versions.containsKey(version), id + "'s alias points at no version");
            findings.equal(
                    id + "'s version", "${" + id + "}", template.named(version).path("FunctionName"));
        });
    }

    private void logs(StackTemplate template, Findings findings) {
        template.properties("AWS::Logs::LogGroup")
                .forEach((id, log) ->
                        findings.unless(log.path("RetentionInDays").asInt() > 0, id + " is kept for ever"));
        List<String> groups = template.properties(FUNCTION).values().stream()
                .map(function ->
                        StackTemplate.text(function.path("LoggingConfig").path("LogGroup")))
                .distinct()
                .toList();
        findings.unless(
                groups.size() == 1
                        && template.resources("AWS::Logs::LogGroup").containsKey(StackTemplate.name(groups.getFirst())),
                "the functions don't share one log: " + groups);
    }
}
