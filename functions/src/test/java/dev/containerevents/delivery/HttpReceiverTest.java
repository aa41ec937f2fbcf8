package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client for receivers, against sockets that answer in every way.
final class HttpReceiverTest {

    private static final Duration TIME = Duration.ofMillis(900);

    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<ServerSocket> servers = new ArrayList<>();
    private final HttpReceiver receiver =
            new HttpReceiver(InetAddress::getAllByName, (SSLSocketFactory) SSLSocketFactory.getDefault(), TIME);

    @AfterEach
    void close() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    @FunctionalInterface
    private interface Peer {
        void serve(InputStream in, OutputStream out) throws Exception;
    }

    private Outgoing to(Peer peer, byte[] body) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        servers.add(server);
        Thread.ofVirtual().start(() -> {
            try {
                Socket socket = server.accept();
                open.add(socket);
                peer.serve(socket.getInputStream(), socket.getOutputStream());
            } catch (Exception e) {
                // The client has ended.
            }
        });
        return new Outgoing(
                new ReceiverUrl(false, "127.0.0.1", server.getLocalPort(), "/in?a=b"), Map.of("X-A", "b"), body);
    }

    private Outgoing to(Peer peer) throws IOException {
        return to(peer, "hello".getBytes(StandardCharsets.UTF_8));
    }

    private Answer answerTo(String response) throws IOException {
        return receiver.send(to((in, out) -> {
            in.readNBytes(10);
            out.write(response.getBytes(StandardCharsets.ISO_8859_1));
            out.close();
        }));
    }

    @Test
    void sendsARequestThatAnyServerReads() throws IOException {
        List<String> got = new CopyOnWriteArrayList<>();
        Outgoing request = to((in, out) -> {
            byte[] bytes = new byte[1024];
            int length = 0;
            while (!new String(bytes, 0, length, StandardCharsets.UTF_8).endsWith("hello")) {
                length += in.read(bytes, length, bytes.length - length);
            }
            got.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
            out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
        assertThat(receiver.send(request).status()).isEqualTo(204);
        assertThat(got)
                .containsExactly("POST /in?a=b HTTP/1.1\r\nHost: 127.0.0.1:"
                        + request.url().port()
                        + "\r\n"
                        + "User-Agent: container-events\r\n"
                        + "Connection: close\r\n"
                        + "Content-Length: 5\r\n"
                        + "X-A: b\r\n\r\n"
                        + "hello");
    }

    @Test
    void readsBodiesInAllForms() throws IOException {
        assertThat(answerTo("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef")
                        .text())
                .isEqualTo("abc");
        assertThat(answerTo("HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                        .text())
                .isEqualTo("abcde");
        assertThat(answerTo("HTTP/1.0 200\r\n\r\nto the end").text()).isEqualTo("to the end");
        assertThat(answerTo("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 No\r\nRetry-After: 7\r\n\r\n")
                        .header("retry-after"))
                .contains("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "SSH-2.0-OpenSSH_9.9\r\n",
                "HTTP/2 200\r\n\r\n"
            })
    void takesNoBrokenResponseForAnAnswer(String response) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> answerTo(response));
    }

    @Test
    void followsNoRedirect() throws IOException {
        assertThat(answerTo("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
                        .status())
                .isEqualTo(302);
    }

    @Test
    void readsAtMost64Kilobytes() throws IOException {
        Answer answer = receiver.send(to((in, out) -> {
            in.readNBytes(10);
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(new byte[8192]);
            }
        }));
        assertThat(answer.body()).hasSize(64 * 1024);
    }

    @Test
    void refusesHeadersWithoutEnd() throws IOException {
        Outgoing request = to((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write("X: y\r\n".getBytes(StandardCharsets.UTF_8));
            }
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> receiver.send(request))
                .withMessage("the response has too many headers");
    }

    private void assertEndsInTime(Outgoing request) {
        long begin = System.nanoTime();
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> receiver.send(request));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(TIME.minusMillis(100), TIME.multipliedBy(4));
    }

    @Test
    void waitsForNobodyForEver() throws IOException {
        assertEndsInTime(to((in, _) -> in.readAllBytes()));
    }

    /// Each byte comes in time, and the body never does.
    @Test
    void waitsForNoBodyThatDrips() throws IOException {
        assertEndsInTime(to((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 100; i++) {
                out.write('x');
                out.flush();
                Thread.sleep(100);
            }
        }));
    }

    @Test
    void waitsForNobodyWhoDoesNotRead() throws IOException {
        assertEndsInTime(to((_, _) -> Thread.sleep(60_000), new byte[50_000_000]));
    }
}
