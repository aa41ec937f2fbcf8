package dev.containerevents.infra.local.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The native part of AWS's runtime client, unpacked once for all processes of this local cloud.
///
/// By default, each process unpacks it to the path in a Lambda container, and so overwrites the file that other
/// processes use: they end with SIGBUS.
final class RuntimeClientLibrary {

    private static final class Unpacked {
        private static final Path FILE = unpack();
    }

    private RuntimeClientLibrary() {}

    /// Returns the JVM option to use it.
    static String option() {
        return "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=" + Unpacked.FILE;
    }

    private static Path unpack() {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        boolean musl = Files.exists(Path.of("/etc/alpine-release"));
        String name = "/jni/libaws-lambda-jni." + (musl ? "linux_musl-" : "linux-") + machine + ".so";
        try (InputStream library = AWSLambda.class.getResourceAsStream(name)) {
            if (library == null) {
                throw new IllegalStateException("AWS's runtime client has no " + name + ": use -Druntime=portable");
            }
            Path file = Files.createTempFile("runtime-client", ".so");
            file.toFile().deleteOnExit();
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
