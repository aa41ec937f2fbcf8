package dev.containerevents.infra.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Every Java file of both modules is formatted as [SourceFormat] does. To format them:
///
///     mvn -q -Pformat
@Execution(ExecutionMode.CONCURRENT)
final class CodeStyleTest {

    private static final boolean REWRITE = Boolean.getBoolean("format");

    private final SourceFormat format = new SourceFormat();

    @Test
    void everyFileIsFormatted() throws IOException {
        List<Path> unformatted = new ArrayList<>();
        for (Path file : Repository.javaFiles()) {
            String source = Files.readString(file);
            String formatted = formatted(file, source);
            if (!formatted.equals(source)) {
                if (REWRITE) {
                    Files.writeString(file, formatted);
                } else {
                    unformatted.add(Repository.root().relativize(file));
                }
            }
        }
        assertThat(unformatted).as("run: mvn -q -Pformat").isEmpty();
    }

    private String formatted(Path file, String source) {
        try {
            return format.format(source);
        } catch (FormatterException e) {
            throw new AssertionError(Repository.root().relativize(file) + " can't be formatted", e);
        }
    }

    @Test
    void markdownCommentsStayMarkdownComments() throws FormatterException {
        String words = "word ".repeat(20) + "word";
        assertThat(format.format("""
            package a;

            import java.util.List;
            import java.util.Set;

            /// See [List].
            ///
            /// - %s [Set#of()] the rest of it
            ///
            ///     mvn verify
            ///
            /// | a | b |
            record A(int b) {
                int c(Object o) {
                    return switch (o) {
                        case A(var _) -> 1;
                        case Integer i when i > 0 -> 2;
                        default -> 3;
                    };
                }
            }
            """.formatted(words))).isEqualTo("""
                package a;

                import java.util.List;
                import java.util.Set;

                /// See [List].
                ///
                /// - %s
                ///   [Set#of()] the rest of it
                ///
                ///     mvn verify
                ///
                /// | a | b |
                record A(int b) {
                    int c(Object o) {
                        return switch (o) {
                            case A(var _) -> 1;
                            case Integer i when i > 0 -> 2;
                            default -> 3;
                        };
                    }
                }
                """.formatted(words));
    }
}
