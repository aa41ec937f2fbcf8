package dev.containerevents.table;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/// DynamoDB Local in this JVM, in memory, on loopback, as long as the JVM runs. It serves one request after the
/// other: to use two cores, use two of them.
public record LocalEngine(URI endpoint) {

    /// Returns the engine of all tests that don't start their own.
    public static final LocalEngine SHARED = start();

    public static LocalEngine start() {
        try {
            Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.setHandler(
                    new LocalDynamoDBServerHandler(new LocalDynamoDBRequestHandler(0, true, null, true, false), null));
            server.start();
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            return new LocalEngine(URI.create("http://127.0.0.1:" + port));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
