package dev.containerevents.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.infra.local.Samples;
import dev.containerevents.infra.repository.Document;
import dev.containerevents.infra.repository.Repository;
import dev.containerevents.infra.stack.FunctionChecks;
import dev.containerevents.infra.stack.Synthesised;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One name, five places: an operation of the contract, its handler class, its function, its folder of samples,
/// and its row in the README's endpoint table or, if it is another API's, in that of DIALECTS.md. None has what
/// another lacks. No two types of the repository have the same name.
final class NamesTest {

    /// The declaration of a type that isn't inside another: the formatter indents those.
    private static final Pattern TYPE =
            Pattern.compile("^(?:[a-z-]+ )*(?:class|interface|@interface|record|enum) (\\w+)", Pattern.MULTILINE);

    private static final Pattern ROUTE = Pattern.compile("\\b(GET|PUT|POST|DELETE|PATCH|HEAD) (/\\S*)");

    private final Map<String, Operation> operations = Contract.read().operations().stream()
            .collect(Collectors.toMap(Operation::id, Function.identity(), (first, _) -> first, TreeMap::new));

    @Test
    void eachOperationHasItsHandlerAndEachHandlerItsOperation() throws IOException {
        Set<String> expected = new TreeSet<>();
        operations.values().forEach(operation -> expected.add(className(operation.handler())));
        expected.addAll(FunctionChecks.OTHERS.values());
        assertThat(handlers()).isEqualTo(expected);
    }

    @Test
    void eachOperationHasItsFunctionAndEachFunctionItsOperation() {
        assertThat(Synthesised.template().resources("AWS::Lambda::Function").keySet())
                .containsExactlyInAnyOrderElementsOf(withOthers());
    }

    @Test
    void eachOperationHasSamplesAndEachFolderOfSamplesItsOperation() throws IOException {
        Set<String> folders = new TreeSet<>();
        try (Stream<Path> entries = Files.list(Repository.root().resolve("events-samples"))) {
            for (Path folder : entries.filter(Files::isDirectory).toList()) {
                folders.add(folder.getFileName().toString());
                assertThat(folder).isNotEmptyDirectory();
            }
        }
        Set<String> possible = withOthers().stream().map(Samples::folder).collect(Collectors.toSet());
        assertThat(possible).containsAll(folders);
        assertThat(folders)
                .containsAll(operations.keySet().stream().map(Samples::folder).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "functions/DIALECTS.md"})
    void eachOperationHasItsRowInItsDocumentAndEachRowItsOperation(String document) throws IOException {
        List<String> rows = rows(document);
        List<Operation> documented = operations.values().stream()
                .filter(operation -> isDialect(operation) == document.endsWith("DIALECTS.md"))
                .toList();
        assertThat(documented).isNotEmpty();
        for (Operation operation : documented) {
            Route route = operation.route();
            assertThat(rows)
                    .as("rows of " + document)
                    .anySatisfy(row -> assertThat(row)
                            .contains(" " + operation.id() + " ", " " + route.method() + " " + route.path() + " "));
        }
        Set<Route> known = documented.stream()
                .flatMap(operation -> operation.routes().stream())
                .collect(Collectors.toSet());
        assertThat(rows.stream().flatMap(NamesTest::routes)).isSubsetOf(known);
    }

    private static boolean isDialect(Operation operation) {
        return operation.handler().startsWith("dev.containerevents.compat.");
    }

    @Test
    void namesInKebabCase() {
        assertThat(Samples.folder("ListEventsByAccess")).isEqualTo("list-events-by-access");
    }

    /// Main and test, of both modules: whoever searches for a name finds one type.
    @Test
    void eachTypeHasANameOfItsOwn() throws IOException {
        Map<String, List<String>> filesByType = new TreeMap<>();
        for (Path file : Repository.javaFiles()) {
            for (MatchResult type :
                    TYPE.matcher(Files.readString(file)).results().toList()) {
                filesByType
                        .computeIfAbsent(type.group(1), _ -> new ArrayList<>())
                        .add(Repository.root().relativize(file).toString());
            }
        }
        assertThat(filesByType).containsKey("NamesTest");
        filesByType.values().removeIf(files -> files.size() == 1);
        assertThat(filesByType).isEmpty();
    }

    private Set<String> withOthers() {
        Set<String> names = new TreeSet<>(operations.keySet());
        names.addAll(FunctionChecks.OTHERS.keySet());
        return names;
    }

    /// Returns the classes that could be a function's handler.
    private static Set<String> handlers() throws IOException {
        Path classes = Repository.root().resolve("functions/target/classes");
        List<String> names;
        try (Stream<Path> files = Files.walk(classes.resolve("dev"))) {
            names = files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace(classes.getFileSystem().getSeparator(), "."))
                    .toList();
        }
        Set<String> handlers = new TreeSet<>();
        for (String name : names) {
            if (isHandler(name)) {
                handlers.add(name);
            }
        }
        return handlers;
    }

    private static boolean isHandler(String name) {
        try {
            Class<?> type = Class.forName(name, false, NamesTest.class.getClassLoader());
            return RequestStreamHandler.class.isAssignableFrom(type)
                    && Modifier.isPublic(type.getModifiers())
                    && !Modifier.isAbstract(type.getModifiers())
                    && Stream.of(type.getConstructors()).anyMatch(constructor -> constructor.getParameterCount() == 0);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Returns the rows of a document's tables as plain words between blanks.
    private static List<String> rows(String document) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Document.read(document).prose()) {
            if (line.startsWith("|")) {
                rows.add(line.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .replaceAll("[|`*]", " ")
                        .replaceAll(" +", " "));
            }
        }
        return rows;
    }

    private static Stream<Route> routes(String row) {
        return ROUTE.matcher(row).results().map(found -> new Route(found.group(1), found.group(2)));
    }

    private static String className(String handler) {
        return handler.substring(0, handler.indexOf("::"));
    }
}
