package dev.containerevents.fuzz;

import dev.containerevents.ContractSchemas;
import dev.containerevents.Handlers;
import dev.containerevents.table.LocalEngine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is sent, each handler responds as documented, in time, within a function's memory, and without data of
/// another organisation.
///
/// The handlers are those of the jar: a new one without a subject here fails.
final class FuzzTest {

    /// The handlers to try, as a regular expression, for work on a single one.
    private static final String ONLY = System.getProperty("handlers", ".*");

    /// Few inputs aren't worth a second engine.
    private static final List<LocalEngine> ENGINES =
            Property.INPUTS < 1000 ? List.of(LocalEngine.SHARED) : List.of(LocalEngine.SHARED, LocalEngine.start());

    private static final ContractSchemas CONTRACT = new ContractSchemas();

    static List<String> handlers() throws IOException {
        return Handlers.names().stream().filter(name -> name.matches(ONLY)).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handlers")
    void answersWhateverIsSent(String handler) throws Exception {
        List<Subject> subjects = new ArrayList<>();
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try {
            for (LocalEngine engine : ENGINES) {
                subjects.add(subject(handler, engine));
            }
            String tried = Property.holds(handler, subjects);
            out.println(tried + " "
                    + subjects.stream()
                            .map(Subject::checkAfterwards)
                            .filter(what -> !what.isEmpty())
                            .collect(Collectors.joining(" and ")));
        } finally {
            System.setOut(out);
            subjects.forEach(Subject::close);
        }
    }

    private static Subject subject(String handler, LocalEngine engine) throws Exception {
        return switch (handler) {
            case "Authorizer" -> new AuthorizerSubject(engine);
            case "ManageAccess", "VerifyLedger" -> new CommandSubject(handler, engine);
            case "PublishEvents", "UpdateLedger" -> new StreamSubject(handler, engine);
            case "DeliverEvents", "WakeDestinations" -> new MessageSubject(handler, engine);
            default -> new OperationSubject(handler, CONTRACT, engine);
        };
    }
}
