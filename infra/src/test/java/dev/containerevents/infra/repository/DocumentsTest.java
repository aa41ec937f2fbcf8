package dev.containerevents.infra.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every document can be read and navigated.
final class DocumentsTest {

    private static final String README = "README.md";

    private static final int LONGEST_LINE = 140;
    private static final int LONGEST_README = 200;

    private static final Set<String> BLOCKS =
            Set.of("bash", "bash aws", "bash build", "http", "js", "json", "mermaid", "python", "text", "xml", "yaml");

    static Stream<String> documents() {
        Path root = Repository.root();
        return Stream.of("", ".github", "functions", "infra")
                .flatMap(folder -> files(root.resolve(folder)))
                .map(file -> root.relativize(file).toString().replace('\\', '/'))
                .filter(file -> file.endsWith(".md") && !file.endsWith("TEMPLATE.md"));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void hasNoLongLines(String name) throws IOException {
        assertThat(Document.read(name).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void opensWithTheQuestionThatItAnswers(String name) throws IOException {
        assertThat(Document.read(name).title()).matches(name.equals(README) ? "# Container Events" : "# .+\\?");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void listsItsSectionsInTheirOrder(String name) throws IOException {
        Document document = Document.read(name);
        assertThat(document.sections()).isNotEmpty();
        assertThat(document.contents()).isEqualTo(document.sections());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksToExistingFilesAndSections(String name) throws IOException {
        Document document = Document.read(name);
        for (Document.Link link : document.links().toList()) {
            if (!link.isExternal()) {
                Path target = document.target(link);
                assertThat(Repository.root().resolve(target)).exists();
                if (!link.anchor().isEmpty()) {
                    assertThat(Document.read(target.toString()).anchors())
                            .as("the headings of " + target)
                            .contains(link.anchor());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void marksEachBlockAsAKnownKind(String name) throws IOException {
        assertThat(Document.read(name).blocks())
                .allSatisfy(block -> assertThat(BLOCKS).contains(block.info()));
    }

    @Test
    void keepsTheReadmeShort() throws IOException {
        assertThat(Document.read(README).lines()).hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    @Test
    void linksToEveryDocumentFromTheReadme() throws IOException {
        Document readme = Document.read(README);
        assertThat(readme.links()
                        .filter(link -> !link.isExternal())
                        .map(link -> readme.target(link).toString().replace('\\', '/')))
                .containsAll(documents().toList());
    }
}
