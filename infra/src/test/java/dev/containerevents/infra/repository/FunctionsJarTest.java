package dev.containerevents.infra.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.FunctionsJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/// The uploaded jar. The same sources give the same bytes, wherever and whenever they were built; otherwise, each
/// deployment would publish every function again.
final class FunctionsJarTest {

    /// The time in `project.build.outputTimestamp`, which the jar's entries have. A zip has no time zone.
    private static final String BUILT = "2026-11-21T00:00";

    @Test
    void containsNoTraceOfItsBuild() throws IOException {
        try (JarFile jar = new JarFile(FunctionsJar.path().toFile())) {
            List<ZipEntry> own = jar.stream()
                    .map(entry -> (ZipEntry) entry)
                    .filter(entry -> entry.getName().startsWith("dev/")
                            || entry.getName().equals("openapi.yaml"))
                    .toList();
            assertThat(own)
                    .hasSizeGreaterThan(100)
                    .allSatisfy(entry ->
                            assertThat(entry.getTimeLocal()).as(entry.getName()).hasToString(BUILT));
            assertThat(jar.stream().map(ZipEntry::getName).distinct().count()).isEqualTo(jar.size());
            assertThat(jar.getManifest()).as("who built it").isNull();
            assertThat(jar.stream().map(ZipEntry::getName)).noneMatch(name -> name.endsWith("pom.properties"));
        }
    }

    /// Apache-2.0, MIT and BSD require it of everyone who distributes the jar.
    @Test
    void containsTheLicencesAndNoticesOfItsLibraries() throws IOException {
        try (JarFile jar = new JarFile(FunctionsJar.path().toFile())) {
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(jar, "META-INF/LICENSE.txt"))
                    .contains("Apache License", "QOS.ch", "Permission is hereby granted");
            assertThat(text(jar, "META-INF/NOTICE")).contains("Jackson JSON processor");
            assertThat(text(jar, "META-INF/NOTICE.txt")).contains("AWS SDK for Java");
            // Its own jar lacks it.
            assertThat(text(jar, "META-INF/licenses/org.crac.txt")).contains("Azul Systems");
            // In the console's module.
            assertThat(text(jar, "META-INF/licenses/lit.txt")).contains("Google LLC", "BSD 3-Clause");
        }
    }

    /// If you add a library to the functions, read its licence and add it here.
    @Test
    void containsNoUnlistedLibrary() throws IOException {
        try (JarFile jar = new JarFile(FunctionsJar.path().toFile())) {
            assertThat(jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                            .map(FunctionsJarTest::owner)
                            .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(
                            "dev/containerevents",
                            // Apache-2.0
                            "software/amazon",
                            "com/amazonaws",
                            "com/fasterxml",
                            // MIT
                            "org/slf4j",
                            // MIT-0
                            "org/reactivestreams",
                            // BSD-2-Clause
                            "org/crac");
        }
    }

    /// Returns the first two folders.
    private static String owner(String name) {
        String[] folders = name.split("/", 3);
        return folders[0] + "/" + folders[1];
    }

    private static String text(JarFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
}
