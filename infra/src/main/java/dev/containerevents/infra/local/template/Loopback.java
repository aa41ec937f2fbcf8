package dev.containerevents.infra.local.template;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/// The addresses of the local cloud, none of which can be reached from another machine.
public final class Loopback {

    private Loopback() {}

    /// Returns a port of the loopback address.
    public static InetSocketAddress port(int port) {
        return new InetSocketAddress(Inet4Address.ofLiteral("127.0.0.1"), port);
    }
}
