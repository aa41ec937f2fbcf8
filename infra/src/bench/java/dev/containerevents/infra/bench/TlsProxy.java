package dev.containerevents.infra.bench;

import dev.containerevents.infra.local.template.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Takes connections by TLS and passes them on to a server without: DynamoDB as it is reached on AWS.
final class TlsProxy implements AutoCloseable {

    private static final String PASSWORD = "benchmark";

    private final URI server;
    private final Path certificate;
    private final ServerSocket clients;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param folder for the certificate, which is made anew
    TlsProxy(URI server, Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this.server = server;
        certificate = folder.resolve("tls.p12").toAbsolutePath();
        makeCertificate();
        clients = context().getServerSocketFactory().createServerSocket();
        clients.bind(Loopback.port(0));
        threads.execute(this::accept);
    }

    URI endpoint() {
        return URI.create("https://127.0.0.1:" + clients.getLocalPort());
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

    private void accept() {
        try {
            while (true) {
                Socket client = clients.accept();
                threads.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            // By close().
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            client.setTcpNoDelay(true);
            socket.setTcpNoDelay(true);
            var answers = threads.submit(() -> pass(socket, client));
            pass(client, socket);
            answers.get();
        } catch (Exception ended) {
            // One of the two has closed the connection.
        }
    }

    private static boolean pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                out.write(buffer, 0, length);
                out.flush();
            }
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        clients.close();
        threads.shutdownNow();
    }
}
