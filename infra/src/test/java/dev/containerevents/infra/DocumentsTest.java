package dev.containerevents.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A document can be read in a terminal and found one's way in.
final class DocumentsTest {

    private static final int LONGEST_LINE = 140;

    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)#]*)#?([^)]*)\\)");

    @ParameterizedTest
    @ValueSource(strings = "infra/DEPLOY.md")
    void hasNoLongLines(String document) throws IOException {
        assertThat(lines(document)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
    }

    @ParameterizedTest
    @ValueSource(strings = "infra/DEPLOY.md")
    void listsItsSectionsInTheirOrder(String document) throws IOException {
        List<String> sections = lines(document).stream()
                .filter(line -> line.startsWith("## "))
                .map(DocumentsTest::anchor)
                .toList();
        List<String> contents = lines(document).stream()
                .filter(line -> line.startsWith("- [") && line.endsWith(")"))
                .flatMap(line -> links(line).map(link -> link.group(2)))
                .toList();
        assertThat(contents).isEqualTo(sections);
    }

    @ParameterizedTest
    @ValueSource(strings = "infra/DEPLOY.md")
    void linksToWhatIsThere(String document) throws IOException {
        for (String line : lines(document)) {
            for (MatchResult link : links(line).toList()) {
                String file = link.group(1).isEmpty()
                        ? document
                        : Path.of(document).resolveSibling(link.group(1)).toString();
                assertThat(Repository.root().resolve(file)).exists();
                if (!link.group(2).isEmpty()) {
                    assertThat(lines(file).stream()
                                    .filter(each -> each.startsWith("#"))
                                    .map(DocumentsTest::anchor))
                            .as("the sections of " + file)
                            .contains(link.group(2));
                }
            }
        }
    }

    private static Stream<MatchResult> links(String line) {
        return LINK.matcher(line).results().filter(link -> !link.group(1).contains(":"));
    }

    /// How a heading is linked to.
    private static String anchor(String heading) {
        return heading.replaceAll("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    private static List<String> lines(String document) throws IOException {
        return Files.readAllLines(Repository.root().resolve(document));
    }
}
