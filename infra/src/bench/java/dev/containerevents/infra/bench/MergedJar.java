package dev.containerevents.infra.bench;

import dev.containerevents.infra.local.lambda.RuntimeCommand;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// A jar for a baseline function, with all its dependencies.
final class MergedJar {

    /// The SDK's modules on this class path that a function with DynamoDB's default client doesn't have.
    private static final Set<String> NOT_CONVENTIONAL =
            Set.of("url-connection-client", "sqs", "eventbridge", "lambda", "sns", "pinpoint", "dynamodb-enhanced");

    private static final Set<String> CONVENTIONAL = Set.of(
            "httpclient5",
            "httpcore5",
            "httpcore5-h2",
            "reactive-streams",
            "slf4j-api",
            "jackson-core",
            "jackson-databind",
            "jackson-annotations",
            "aws-lambda-java-events",
            "joda-time");

    private MergedJar() {}

    /// Creates a jar with everything that the SDK's DynamoDB module, Jackson and the event classes bring for a
    /// synchronous client, and these classes.
    static Path conventional(Path file, Class<?>... types) throws IOException {
        return write(file, conventional().toList(), types);
    }

    private static Stream<Path> conventional() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(MergedJar::isConventional);
    }

    /// A function's jar with what a function as most would write it needs besides, and these classes.
    static Path beside(Path functions, Path file, Class<?>... types) throws IOException {
        List<Path> jars = new ArrayList<>(List.of(functions));
        conventional().forEach(jars::add);
        return write(file, jars, types);
    }

    private static boolean isConventional(Path jar) {
        if (!jar.toString().endsWith(".jar") || jar.getNameCount() < 4) {
            return false;
        }
        String artifact = jar.getName(jar.getNameCount() - 3).toString();
        String group = jar.getName(jar.getNameCount() - 4).toString();
        return group.equals("awssdk") ? !NOT_CONVENTIONAL.contains(artifact) : CONVENTIONAL.contains(artifact);
    }

    /// Creates a jar of these jars and classes, including nested ones.
    static Path write(Path file, List<Path> jars, Class<?>... types) throws IOException {
        Set<String> written = new HashSet<>();
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream merged = new JarOutputStream(out)) {
            for (Class<?> type : types) {
                for (Path found : files(type)) {
                    String name = type.getPackageName().replace('.', '/') + "/" + found.getFileName();
                    written.add(name);
                    merged.putNextEntry(new ZipEntry(name));
                    Files.copy(found, merged);
                }
            }
            for (Path jar : jars) {
                copy(jar, merged, name -> !name.startsWith("META-INF/MANIFEST") && written.add(name));
            }
        }
        return file;
    }

    private static List<Path> files(Class<?> type) throws IOException {
        Path folder =
                RuntimeCommand.location(type).resolve(type.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(
                            file -> file.getFileName().toString().matches(type.getSimpleName() + "(\\$.*)?\\.class"))
                    .toList());
        }
    }

    private static void copy(Path jar, JarOutputStream merged, Predicate<String> isWanted) throws IOException {
        try (JarFile content = new JarFile(jar.toFile())) {
            for (ZipEntry entry : content.stream().toList()) {
                if (!entry.isDirectory() && isWanted.test(entry.getName())) {
                    merged.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream in = content.getInputStream(entry)) {
                        in.transferTo(merged);
                    }
                }
            }
        }
    }
}
