package dev.containerevents.infra.bench;

import dev.containerevents.infra.local.lambda.CountedConnections;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Takes connections by TLS and passes them on to a server without: DynamoDB as it is reached on AWS.
final class TlsProxy implements AutoCloseable {

    private static final String PASSWORD = "benchmark";

    private final Path certificate;
    private final CountedConnections connections;

    /// @param folder for the certificate, which is made anew
    TlsProxy(URI server, Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        certificate = folder.resolve("tls.p12").toAbsolutePath();
        makeCertificate();
        connections = new CountedConnections(
                server, context().getServerSocketFactory().createServerSocket());
    }

    URI endpoint() {
        return URI.create("https://" + connections.endpoint().getAuthority());
    }

    /// The environment of a function that trusts this server.
    Map<String, String> trust() {
        return Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=" + certificate + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    private void makeCertificate() throws IOException, InterruptedException {
        Files.deleteIfExists(certificate);
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "dynamodb",
                        // As DynamoDB's own.
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        certificate.toString(),
                        "-storepass",
                        PASSWORD))
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(certificate.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        connections.close();
    }
}
