package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which URLs and addresses requests are sent to.
final class ReceiverUrlTest {

    private static final String OWN = "api.containerevents.example";

    static List<String> hostile() throws IOException {
        try (var in = ReceiverUrlTest.class.getResourceAsStream("/hostile-urls.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<String> urls =
                    text.lines().filter(line -> !line.startsWith("#")).toList();
            assertThat(urls).hasSizeGreaterThanOrEqualTo(40);
            return urls;
        }
    }

    private static @Nullable ReceiverUrl read(String url, AllowedHosts allowed, List<String> faults) {
        return ReceiverUrl.read(url, allowed, OWN, faults::add);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refuses(String url) {
        List<String> faults = new ArrayList<>();
        assertThat(read(url, AllowedHosts.ALL, faults)).isNull();
        assertThat(faults).singleElement().asString().matches("(must|has) .{20,}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://siem.example.com, siem.example.com, 443, /",
        "HTTPS://SIEM.Example.com:8088/services?a=b&c=%20, siem.example.com, 8088, /services?a=b&c=%20",
        "https://siem.example.com?q, siem.example.com, 443, /?q",
        "https://xn--mller-kva.example.com/, xn--mller-kva.example.com, 443, /",
        "https://1.1.1.1/dns, 1.1.1.1, 443, /dns",
        "https://[2606:4700:4700::1111]:9243/logs, 2606:4700:4700::1111, 9243, /logs",
        "https://3com.example.com/, 3com.example.com, 443, /",
    })
    void reads(String url, String host, int port, String target) {
        assertThat(read(url, AllowedHosts.ALL, new ArrayList<>())).isEqualTo(new ReceiverUrl(true, host, port, target));
    }

    @Test
    void allowsLoopbackOnlyInTheLocalCloud() {
        AllowedHosts local = new AllowedHosts(List.of(), true);
        assertThat(read("http://127.0.0.1:8123/x", local, new ArrayList<>()))
                .isEqualTo(new ReceiverUrl(false, "127.0.0.1", 8123, "/x"));
        for (String url : List.of(
                "http://127.0.0.2:8123/x",
                "http://localhost:8123/x",
                "https://127.0.0.1:8123/x",
                "http://127.0.0.1/x",
                "http://siem.example.com:8123/",
                "http://127.0.0.1:8123@siem.example.com/")) {
            assertThat(read(url, local, new ArrayList<>())).as(url).isNull();
        }
    }

    @Test
    void allowsOnlyTheHostsThatTheOperatorAllows() {
        AllowedHosts some = AllowedHosts.of("siem.example.com, *.splunkcloud.com", false);
        assertThat(read("https://siem.example.com/", some, new ArrayList<>())).isNotNull();
        assertThat(read("https://inputs.acme.splunkcloud.com/", some, new ArrayList<>()))
                .isNotNull();
        for (String url :
                List.of("https://splunkcloud.com/", "https://evilsplunkcloud.com/", "https://x.siem.example.com/")) {
            List<String> faults = new ArrayList<>();
            assertThat(read(url, some, faults)).as(url).isNull();
            assertThat(faults).containsExactly("has a host that the operator of this deployment doesn't allow");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1.2.3",
                "10.1.2.3",
                "100.127.255.255",
                "127.8.8.8",
                "169.254.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.9",
                "192.88.99.1",
                "192.168.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.7",
                "224.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd12::1",
                "2001:db8::1",
                "2002:a00:1::1",
                "64:ff9b::a00:1",
                "ff02::1",
                "2001:10::1",
                "3fff::1",
                "100::1",
                "::ffff:10.0.0.1"
            })
    void knowsAddressesThatAreNotPublic(String address) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.169.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001:81b::200e"
            })
    void knowsPublicAddresses(String address) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
    }

    /// A name that leads to a public address and to another one at once, or to one the first time and to the other
    /// later.
    @Test
    void connectsNowhereIfAnyAddressOfANameIsNotPublic() throws IOException {
        InetAddress[] both = {InetAddress.getByName("1.1.1.1"), InetAddress.getLoopbackAddress()};
        HttpReceiver receiver =
                new HttpReceiver(_ -> both, (SSLSocketFactory) SSLSocketFactory.getDefault(), Receiver.MOST_TIME);
        Outgoing request = new Outgoing(new ReceiverUrl(true, "rebind.example.com", 443, "/"), Map.of(), new byte[0]);
        assertThatExceptionOfType(Receiver.RefusedAddressException.class).isThrownBy(() -> receiver.send(request));
    }
}
