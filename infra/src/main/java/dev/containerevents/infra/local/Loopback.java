package dev.containerevents.infra.local;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/// The addresses of the local cloud, none of which can be reached from another machine.
final class Loopback {

    private Loopback() {}

    static InetSocketAddress port(int port) {
        return new InetSocketAddress(Inet4Address.ofLiteral("127.0.0.1"), port);
    }
}
