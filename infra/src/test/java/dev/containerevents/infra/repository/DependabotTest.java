package dev.containerevents.infra.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

final class DependabotTest {

    /// Otherwise the packages of a folder would grow old unnoticed.
    @Test
    void updatesThePackagesOfEachFolderThatHasSome() throws IOException {
        List<String> folders = Stream.of("functions/src", "infra/src", "infra/package.json")
                .flatMap(path -> Repository.files(Repository.root().resolve(path)))
                .filter(file -> file.endsWith("package.json"))
                .map(file -> Repository.root().relativize(file.getParent()).toString())
                .map(folder -> "/" + folder.replace('\\', '/'))
                .filter(folder -> !folder.contains("/node_modules"))
                .toList();
        JsonNode updates = read(".github/dependabot.yml").path("updates");

        assertThat(updates.findValues("directories"))
                .singleElement()
                .satisfies(directories -> assertThat(directories.valueStream().map(JsonNode::asText))
                        .containsExactlyInAnyOrderElementsOf(folders));
    }

    private static JsonNode read(String file) throws IOException {
        String yaml = Files.readString(Repository.root().resolve(file));
        return new ObjectMapper().valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }
}
