package dev.containerevents.infra.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The build, the contract and the changelog have the same version.
final class VersionTest {

    private static final Pattern POM = Pattern.compile("<version>([\\d.]+)(-SNAPSHOT)?</version>");
    private static final Pattern CONTRACT = Pattern.compile("(?m)^  version: ([\\d.]+)$");
    private static final Pattern CHANGE = Pattern.compile("(?m)^## ([\\d.]+), (unreleased|\\d{4}-\\d{2}-\\d{2})$");

    @Test
    void isTheSameInPomAndContractAndChangelog() throws IOException {
        Matcher pom = first(POM, "pom.xml");
        Matcher change = first(CHANGE, ".github/CHANGELOG.md");

        assertThat(first(CONTRACT, "functions/src/main/resources/openapi.yaml").group(1))
                .isEqualTo(pom.group(1));
        assertThat(change.group(1)).isEqualTo(pom.group(1));
        assertThat(change.group(2).equals("unreleased"))
                .as("only a snapshot is unreleased")
                .isEqualTo(pom.group(2) != null);
    }

    private static Matcher first(Pattern pattern, String file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(Repository.root().resolve(file)));
        assertThat(matcher.find()).as(file).isTrue();
        return matcher;
    }
}
