package dev.containerevents.infra.local.lambda;

import dev.containerevents.infra.local.template.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Passes the connections of a client on to a server, byte by byte, and counts them.
public final class CountedConnections implements AutoCloseable {

    /// Less than what the JDK leaves a connection idle before it closes it by itself.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final URI server;
    private final ServerSocket clients;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    /// Takes connections without TLS.
    CountedConnections(URI server) throws IOException {
        this(server, new ServerSocket());
    }

    /// @param clients not bound yet
    public CountedConnections(URI server, ServerSocket clients) throws IOException {
        this.server = server;
        this.clients = clients;
        clients.bind(Loopback.port(0));
        threads.execute(this::accept);
    }

    /// Where the client connects to.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + clients.getLocalPort());
    }

    /// How many connections the client has opened so far.
    int opened() {
        return opened.get();
    }

    /// How many of them are still open. Waits up to three seconds until none is.
    int open() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (open.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        return open.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = clients.accept();
                opened.incrementAndGet();
                open.incrementAndGet();
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
            threads.execute(() -> copy(socket, client));
            copy(client, socket);
        } catch (IOException e) {
            // Either side may end it at any time.
        } finally {
            open.decrementAndGet();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // Either side may end it at any time.
        }
    }

    @Override
    public void close() {
        try {
            clients.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
