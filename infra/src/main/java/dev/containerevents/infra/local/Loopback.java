package dev.containerevents.infra.local;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/// Nothing of the local cloud can be reached from another machine.
final class Loopback {

    private Loopback() {}

    static InetSocketAddress port(int port) {
        return new InetSocketAddress(Inet4Address.ofLiteral("127.0.0.1"), port);
    }
}
