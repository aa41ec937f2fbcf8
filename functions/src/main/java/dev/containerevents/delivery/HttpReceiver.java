package dev.containerevents.delivery;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Sends requests over HTTP/1.1, each on a connection of its own.
///
/// The JDK's clients can't connect to an address that was checked and do TLS with the name, and their time-outs
/// don't cover a body that comes byte by byte. Here, a name is resolved once; if any of its addresses isn't
/// public, none is connected to.
final class HttpReceiver implements Receiver {

    /// Looks up the addresses of a host.
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws IOException;
    }

    private final Resolver resolver;
    private final Supplier<Socket> sockets;
    private final SSLSocketFactory tls;
    private final Duration mostTime;

    HttpReceiver() {
        this(InetAddress::getAllByName, (SSLSocketFactory) SSLSocketFactory.getDefault(), MOST_TIME);
    }

    HttpReceiver(Resolver resolver, SSLSocketFactory tls, Duration mostTime) {
        this(resolver, Socket::new, tls, mostTime);
    }

    /// @param sockets makes sockets that aren't connected yet
    HttpReceiver(Resolver resolver, Supplier<Socket> sockets, SSLSocketFactory tls, Duration mostTime) {
        this.resolver = resolver;
        this.sockets = sockets;
        this.tls = tls;
        this.mostTime = mostTime;
    }

    @Override
    public Answer send(Outgoing request) throws IOException {
        Exchange exchange = new Exchange(request);
        FutureTask<Answer> task = new FutureTask<>(exchange::run);
        Thread thread = Thread.ofVirtual().name("receiver").start(task);
        try {
            return task.get(mostTime.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no complete response within " + mostTime.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            thread.interrupt();
            exchange.close();
        }
    }

    /// One request and its response.
    private final class Exchange {

        private final Outgoing request;
        private final AtomicReference<@Nullable Socket> connection = new AtomicReference<>();
        private volatile boolean isOver;

        Exchange(Outgoing request) {
            this.request = request;
        }

        Answer run() throws IOException {
            ReceiverUrl url = request.url();
            try (Socket plain = connect(url)) {
                Socket socket = url.secure() ? secured(plain, url) : plain;
                write(socket.getOutputStream());
                return AnswerReader.read(socket.getInputStream());
            }
        }

        private Socket connect(ReceiverUrl url) throws IOException {
            InetAddress[] addresses = resolver.resolve(url.host());
            for (InetAddress address : addresses) {
                // Only a URL that the local cloud allows isn't secure, and it has this address.
                if (url.secure() && !PublicAddress.is(address)) {
                    throw new RefusedAddressException();
                }
            }
            @Nullable IOException last = null;
            for (InetAddress address : addresses) {
                Socket socket = sockets.get();
                connection.set(socket);
                if (isOver) {
                    // A look-up can't be interrupted. Nothing may be sent that was given up.
                    throw new InterruptedIOException();
                }
                try {
                    socket.connect(new InetSocketAddress(address, url.port()), (int) mostTime.toMillis());
                    return socket;
                } catch (IOException e) {
                    socket.close();
                    last = e;
                }
            }
            throw last == null ? new IOException("the host has no address") : last;
        }

        private Socket secured(Socket plain, ReceiverUrl url) throws IOException {
            SSLSocket socket = (SSLSocket) tls.createSocket(plain, url.host(), url.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        }

        private void write(OutputStream connected) throws IOException {
            StringBuilder head = new StringBuilder("POST ")
                    .append(request.url().target())
                    .append(" HTTP/1.1\r\nHost: ")
                    .append(request.url().authority())
                    .append("\r\nUser-Agent: container-events\r\nConnection: close\r\nContent-Length: ")
                    .append(request.body().length)
                    .append("\r\n");
            for (Map.Entry<String, String> header : request.headers().entrySet()) {
                head.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n");
            }
            OutputStream out = new BufferedOutputStream(connected);
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(request.body());
            out.flush();
        }

        /// Ends whatever waits for the receiver.
        void close() {
            isOver = true;
            try {
                Socket socket = connection.get();
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                // It is of no use any more.
            }
        }
    }
}
