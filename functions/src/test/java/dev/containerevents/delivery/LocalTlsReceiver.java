package dev.containerevents.delivery;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;

/// A receiver over HTTPS, which accepts everything. To its clients it has whatever public address they connect to.
final class LocalTlsReceiver implements AutoCloseable {

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<SocketAddress> asked = new CopyOnWriteArrayList<>();

    /// A request.
    ///
    /// @param names    the host names that TLS told the server (SNI)
    /// @param protocol `TLSv1.3`
    /// @param host     the header `Host`
    record Received(List<String> names, String protocol, String host) {}

    LocalTlsReceiver(SSLContext context) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                ExtendedSSLSession session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
                received.add(new Received(
                        session.getRequestedServerNames().stream()
                                .map(name -> ((SNIHostName) name).getAsciiName())
                                .toList(),
                        session.getProtocol(),
                        exchange.getRequestHeaders().getFirst("Host")));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    /// Returns a socket that connects to this receiver instead of the address that it is given.
    Socket socket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress address, int timeout) throws IOException {
                asked.add(address);
                super.connect(server.getAddress(), timeout);
            }
        };
    }

    /// Returns the requests that it got.
    List<Received> received() {
        return List.copyOf(received);
    }

    /// Returns the addresses that clients asked to be connected to.
    List<SocketAddress> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
