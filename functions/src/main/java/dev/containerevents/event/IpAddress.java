package dev.containerevents.event;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/// What counts as an IP address: an IPv4 or IPv6 literal, and nothing that would have to be looked up.
public final class IpAddress {

    /// What an address must be, readable after the name of whatever bears it.
    public static final String RULE = "must be an IPv4 or IPv6 address";

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6_ALPHABET = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private IpAddress() {}

    /// The JDK's own reading of IPv4 takes `127.1`, and of IPv6 a zone: neither is an address to keep.
    public static boolean isOne(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        if (text.indexOf(':') < 0 || !IPV6_ALPHABET.matcher(text).matches()) {
            return false;
        }
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Whether two addresses are the same, however they are spelt.
    static boolean same(String one, String other) {
        return one.equals(other) || InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
    }
}
