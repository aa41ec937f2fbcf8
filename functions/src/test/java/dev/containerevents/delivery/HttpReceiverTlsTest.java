package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.EventFilter;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.StoredAttempt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom the client for receivers takes for a receiver, against a server over TLS, and what an attempt then says.
///
/// The resolver returns a public address, and the sockets lead from there to the server on loopback: the check of
/// addresses is the real one.
final class HttpReceiverTlsTest {

    private static final String HOST = "siem.example.com";
    private static final String ADDRESS = "93.184.215.14";
    private static final Duration TIME = Duration.ofSeconds(10);

    @TempDir
    private static Path folder;

    private static LocalCertificates certificates;

    private final DeliveryWorld world = new DeliveryWorld();

    @BeforeAll
    static void issue() throws Exception {
        certificates = new LocalCertificates(folder);
        certificates.issue("right", "dns:www.example.com,dns:" + HOST);
        certificates.issue("wildcard", "dns:*.example.com");
        certificates.issue("address", "ip:" + ADDRESS);
        certificates.issue("other", "dns:other.example.com");
        certificates.issue("shallow", "dns:*.com");
        certificates.issueExpired("expired", "dns:" + HOST);
        certificates.selfSigned("self-signed", "dns:" + HOST);
    }

    private void use(LocalTlsReceiver receiver, SSLSocketFactory trust) throws IOException {
        InetAddress address = InetAddress.ofLiteral(ADDRESS);
        world.receiver(new HttpReceiver(_ -> new InetAddress[] {address}, receiver::socket, trust, TIME));
    }

    /// Creates a destination and delivers to it.
    private DestinationKey deliver(String host) throws IOException {
        DestinationKey key =
                world.create("https", "https://" + host + "/events", "json", LocalDelivery.SECRET, EventFilter.NONE);
        world.announce(key);
        world.pass(Duration.ofMillis(100));
        return key;
    }

    private StoredAttempt onlyAttempt(DestinationKey key) {
        List<StoredAttempt> attempts = world.attempts(key);
        assertThat(attempts).hasSize(1);
        return attempts.getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"right", "wildcard"})
    void deliversToWhomeverHasACertificateOfTheName(String certificate) throws Exception {
        world.log(1);
        try (LocalTlsReceiver receiver = new LocalTlsReceiver(certificates.server(certificate))) {
            use(receiver, certificates.client());

            StoredAttempt attempt = onlyAttempt(deliver(HOST));

            assertThat(attempt.outcome()).as(attempt.error()).isEqualTo("accepted");
            assertThat(attempt.entries()).isEqualTo(1);
            assertThat(receiver.received())
                    .containsExactly(new LocalTlsReceiver.Received(List.of(HOST), "TLSv1.3", HOST));
            assertThat(receiver.asked())
                    .containsExactly((SocketAddress) new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), 443));
        }
    }

    /// TLS has no server name for addresses (RFC 6066, 3).
    @Test
    void deliversToAnAddressThatHasACertificate() throws Exception {
        world.log(1);
        try (LocalTlsReceiver receiver = new LocalTlsReceiver(certificates.server("address"))) {
            use(receiver, certificates.client());

            StoredAttempt attempt = onlyAttempt(deliver(ADDRESS));

            assertThat(attempt.outcome()).as(attempt.error()).isEqualTo("accepted");
            assertThat(receiver.received())
                    .containsExactly(new LocalTlsReceiver.Received(List.of(), "TLSv1.3", ADDRESS));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other       | No subject alternative DNS name matching siem.example.com found",
                "shallow     | No subject alternative DNS name matching siem.example.com found",
                "address     | No name matching siem.example.com found",
                "expired     | validity check failed",
                "self-signed | unable to find valid certification path to requested target"
            })
    void tellsNothingToWhomeverHasAnotherCertificate(String certificate, String why) throws Exception {
        world.log(1);
        try (LocalTlsReceiver receiver = new LocalTlsReceiver(certificates.server(certificate))) {
            use(receiver, certificates.client());
            DestinationKey key = deliver(HOST);
            assertRefused(key, receiver, why);

            // The receiver gets a better certificate.
            try (LocalTlsReceiver corrected = new LocalTlsReceiver(certificates.server("right"))) {
                use(corrected, certificates.client());
                world.pass(Duration.ofSeconds(2));
                assertThat(corrected.received()).hasSize(1);
                assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.ACTIVE);
                assertThat(world.get(key).progress().next()).isEqualTo(1);
            }
        }
    }

    /// As deployed, the client trusts the JDK's authorities only.
    @Test
    void trustsNoPrivateAuthority() throws Exception {
        world.log(1);
        try (LocalTlsReceiver receiver = new LocalTlsReceiver(certificates.server("right"))) {
            use(receiver, (SSLSocketFactory) SSLSocketFactory.getDefault());

            assertRefused(deliver(HOST), receiver, "unable to find valid certification path to requested target");
        }
    }

    @Test
    void refusesACertificateOfANameForAnAddress() throws Exception {
        world.log(1);
        try (LocalTlsReceiver receiver = new LocalTlsReceiver(certificates.server("right"))) {
            use(receiver, certificates.client());

            assertRefused(deliver(ADDRESS), receiver, "No subject alternative names matching IP address " + ADDRESS);
        }
    }

    private void assertRefused(DestinationKey key, LocalTlsReceiver receiver, String why) {
        StoredAttempt attempt = onlyAttempt(key);
        assertThat(attempt.outcome()).isEqualTo("retry");
        assertThat(attempt.status()).isZero();
        assertThat(attempt.error()).startsWith("SSLHandshakeException: ").contains(why);
        assertThat(world.get(key).progress().error()).isEqualTo(attempt.error());
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.RETRYING);
        assertThat(world.get(key).progress().next()).isZero();
        assertThat(receiver.asked()).hasSize(1);
        assertThat(receiver.received()).isEmpty();
    }

    /// A handshake that doesn't end takes no longer than a request may.
    @Test
    void waitsForNoHandshakeForEver() throws Exception {
        world.log(1);
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            world.receiver(new HttpReceiver(
                    _ -> new InetAddress[] {InetAddress.ofLiteral(ADDRESS)},
                    () -> leadingTo(silent),
                    certificates.client(),
                    Duration.ofSeconds(1)));

            StoredAttempt attempt = onlyAttempt(deliver(HOST));

            assertThat(attempt.error()).isEqualTo("SocketTimeoutException: no complete response within 1 s");
        }
    }

    private static Socket leadingTo(ServerSocket server) {
        return new Socket() {
            @Override
            public void connect(SocketAddress address, int timeout) throws IOException {
                super.connect(server.getLocalSocketAddress(), timeout);
            }
        };
    }

    /// The answer to a handshake in plain HTTP isn't one.
    @Test
    void readsNothingFromAServerWithoutTls() throws Exception {
        world.log(1);
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The client has ended.
                }
            });
            world.receiver(new HttpReceiver(
                    _ -> new InetAddress[] {InetAddress.ofLiteral(ADDRESS)},
                    () -> leadingTo(plain),
                    certificates.client(),
                    TIME));

            StoredAttempt attempt = onlyAttempt(deliver(HOST));

            assertThat(attempt.outcome()).isEqualTo("retry");
            assertThat(attempt.error()).isEqualTo("SSLException: Unsupported or unrecognized SSL message");
        }
    }
}
