package dev.containerevents.infra.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.FunctionsJar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console's module: what needs no browser.
final class ConsoleModuleTest {

    private static final Path SOURCES = Repository.root().resolve("functions/src/console");

    private static String build(String argument) throws IOException, InterruptedException {
        NpmPackage target = new NpmPackage(Repository.root().resolve("functions/target"));
        return target.run(List.of("node", SOURCES.resolve("build.mjs").toString(), argument), 5);
    }

    @Test
    void passesItsTypesAndTests() throws Exception {
        assertThat(build("--test")).contains("# fail 0").doesNotContain("# pass 0");
    }

    @Test
    void isTheSameWhereverItIsBuilt(@TempDir Path folder) throws Exception {
        build(folder.toString());

        Map<String, String> built = new TreeMap<>();
        for (String name : List.of(folder.toFile().list())) {
            built.put(name, Files.readString(folder.resolve(name)));
        }
        assertThat(built).isEqualTo(inJar());
    }

    /// A first visit loads the page and one module; an embed loads two.
    @Test
    void isSmall() throws IOException {
        Map<String, String> files = inJar();
        assertThat(files).hasSize(3).containsKeys("index.html", "container-events.js");
        int all = 0;
        for (Map.Entry<String, String> file : files.entrySet()) {
            int size = gzipped(file.getValue());
            assertThat(size).as(file.getKey()).isLessThanOrEqualTo(file.getKey().startsWith("app.") ? 54_000 : 2_000);
            all += size;
        }
        assertThat(all).isLessThan(60_000);
    }

    private static Map<String, String> inJar() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (JarFile jar = new JarFile(FunctionsJar.path().toFile())) {
            for (ZipEntry entry : jar.stream()
                    .filter(entry -> entry.getName().matches("console/.+"))
                    .toList()) {
                String name = entry.getName().substring("console/".length());
                files.put(name, new String(jar.getInputStream(entry).readAllBytes(), UTF_8));
            }
        }
        return files;
    }

    private static int gzipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.size();
    }
}
