package dev.containerevents.desugar;

import com.android.tools.r8.ByteDataView;
import com.android.tools.r8.ClassFileConsumer;
import com.android.tools.r8.CompilationFailedException;
import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.D8;
import com.android.tools.r8.D8Command;
import com.android.tools.r8.DiagnosticsHandler;
import com.android.tools.r8.JdkClassFileProvider;
import com.android.tools.r8.origin.ArchiveEntryOrigin;
import com.android.tools.r8.origin.PathOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Replaces the lambdas and method references of the SDK by classes, with D8, which does so for Android.
///
/// A JVM makes a hidden class for each lambda when it first gets there. The SDK has so many that this is a quarter
/// of a cold start. A class in the jar is much cheaper. The build runs this as a single source file, on the jar
/// that is deployed.
final class DesugaredJar {

    /// Above all levels of Android: nothing but the language is to be replaced, and no API.
    private static final int LATEST_API = 10_000;

    /// Only these, which were compiled for Java 8: D8 takes from a record what makes it one.
    private static final String SDK = "software/amazon/awssdk/";

    private DesugaredJar() {}

    /// @param files the jar, which is replaced
    static void main(String[] files) throws IOException, CompilationFailedException {
        Path jar = Path.of(files[0]);
        Path desugared = jar.resolveSibling("desugared.jar");
        write(jar, desugar(jar), desugared);
        Files.move(desugared, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /// The classes by their names in the jar, with those that stand for lambdas.
    private static Map<String, byte[]> desugar(Path jar) throws IOException, CompilationFailedException {
        Map<String, byte[]> classes = new ConcurrentSkipListMap<>();
        D8Command.Builder command = D8Command.builder()
                .addClasspathFiles(jar)
                // Without local variables, but with line numbers: stack traces stay what they are.
                .setMode(CompilationMode.RELEASE)
                .setMinApiLevel(LATEST_API)
                .addLibraryResourceProvider(JdkClassFileProvider.fromSystemJdk())
                .setProgramConsumer(new ClassFileConsumer() {
                    @Override
                    public void accept(ByteDataView bytes, String descriptor, DiagnosticsHandler handler) {
                        // "Lcom/example/Name;"
                        classes.put(descriptor.substring(1, descriptor.length() - 1) + ".class", bytes.copyByteData());
                    }

                    @Override
                    public void finished(DiagnosticsHandler handler) {}
                });
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().startsWith(SDK) && entry.getName().endsWith(".class")) {
                    try (InputStream bytes = zip.getInputStream(entry)) {
                        command.addClassProgramData(
                                bytes.readAllBytes(), new ArchiveEntryOrigin(entry.getName(), new PathOrigin(jar)));
                    }
                }
            }
        }
        D8.run(command.build());
        return classes;
    }

    /// The entries in their order, then the new classes, all of the first entry's time: the same jar each time.
    private static void write(Path jar, Map<String, byte[]> classes, Path desugared) throws IOException {
        try (ZipFile before = new ZipFile(jar.toFile());
                ZipOutputStream after = new ZipOutputStream(Files.newOutputStream(desugared))) {
            List<? extends ZipEntry> entries = Collections.list(before.entries());
            long time = entries.getFirst().getTime();
            for (ZipEntry entry : entries) {
                byte[] bytes = classes.remove(entry.getName());
                if (bytes == null) {
                    try (InputStream unchanged = before.getInputStream(entry)) {
                        bytes = unchanged.readAllBytes();
                    }
                }
                add(after, entry.getName(), bytes, time);
            }
            for (Map.Entry<String, byte[]> added : classes.entrySet()) {
                add(after, added.getKey(), added.getValue(), time);
            }
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes, long time) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
