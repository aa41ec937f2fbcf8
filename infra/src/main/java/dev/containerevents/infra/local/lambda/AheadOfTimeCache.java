package dev.containerevents.infra.local.lambda;

import dev.containerevents.infra.local.process.FunctionMain;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// Keeps the ahead-of-time cache of the functions' current code from one start to the next.
///
/// The class path is part of a cache, so it has its own copies of the jars.
public final class AheadOfTimeCache {

    /// How many folders of other code are kept; each has some 100 MB.
    private static final int OTHERS_KEPT = 2;

    /// The JVM also compares a jar's age. Every copy gets the same one.
    private static final FileTime AGE = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

    /// In this process; the lock of a file is for others.
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private final Path folder;
    private final Path file;
    private final ClassCache.Jars jars;

    private AheadOfTimeCache(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("functions.aot");
        this.jars = new ClassCache.Jars(folder.resolve("functions.jar"), folder.resolve("process.jar"));
    }

    /// Returns the cache of the code, whether it exists or not, and copies the jars.
    ///
    /// @param root has a folder for each version of the code
    /// @param code the functions' jar
    public static AheadOfTimeCache of(Path root, Path code) throws IOException {
        Path process = RuntimeCommand.location(FunctionMain.class);
        MessageDigest digest = sha256();
        digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(code));
        List<Path> types = types(process);
        for (Path type : types) {
            digest.update(Files.readAllBytes(type));
        }
        String key = HexFormat.of().formatHex(digest.digest(), 0, 8);
        AheadOfTimeCache cache = new AheadOfTimeCache(root.toAbsolutePath().resolve(key));
        Files.createDirectories(cache.folder);
        cache.place(cache.jars.functions(), out -> Files.copy(code, out));
        cache.place(cache.jars.process(), out -> writeJar(process, types, out));
        return cache;
    }

    /// Returns whether the cache exists.
    public boolean isMade() {
        return Files.exists(file);
    }

    /// Returns the cache for a process that starts now.
    public ClassCache classes() {
        return isMade() ? new ClassCache.Ready(jars, file) : new ClassCache.None();
    }

    /// Creates the cache, unless it exists. If it is being created, here or by another process, this waits.
    ///
    /// @param run starts the process that writes the cache, and returns when it has ended
    public void make(Run run) throws Exception {
        ONE_AT_A_TIME.lockInterruptibly();
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!isMade()) {
                record(run);
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
        forgetOthers();
    }

    private void record(Run run) throws Exception {
        // Other processes that look for it must never see an incomplete one.
        Path part = folder.resolve(UUID.randomUUID() + ".aot");
        try {
            run.in(new ClassCache.Recorded(jars, part));
            if (Files.exists(part)) {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Starts a process, uses it and ends it.
    public interface Run {
        void in(ClassCache.Recorded classes) throws Exception;
    }

    private void forgetOthers() throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolveSibling(""))) {
            List<Path> old = folders.filter(other -> !other.equals(folder))
                    .sorted(Comparator.comparing(AheadOfTimeCache::age).reversed())
                    .skip(OTHERS_KEPT)
                    .toList();
            for (Path other : old) {
                delete(other);
            }
        }
    }

    private static FileTime age(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private void place(Path path, Content content) throws IOException {
        if (!Files.exists(path)) {
            Path part = Files.createTempFile(folder, "copy", ".part");
            try (OutputStream out = Files.newOutputStream(part)) {
                content.writeTo(out);
            }
            Files.setLastModifiedTime(part, AGE);
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// Our own classes in a function's process.
    private static List<Path> types(Path classes) throws IOException {
        Path folder = classes.resolve(FunctionMain.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void writeJar(Path classes, List<Path> types, OutputStream out) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(out)) {
            for (Path type : types) {
                ZipEntry entry =
                        new ZipEntry(classes.relativize(type).toString().replace('\\', '/'));
                entry.setLastModifiedTime(AGE);
                jar.putNextEntry(entry);
                Files.copy(type, jar);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
