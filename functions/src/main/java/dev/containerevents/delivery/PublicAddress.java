package dev.containerevents.delivery;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/// Tells addresses of the public internet from all others (RFC 6890 and IANA's registries of special addresses).
final class PublicAddress {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]+");

    /// Networks of IPv4 that are not public.
    private static final int[][] SPECIAL = {
        network(0, 0, 0, 8),
        network(10, 0, 0, 8),
        network(100, 64, 0, 10),
        network(127, 0, 0, 8),
        network(169, 254, 0, 16),
        network(172, 16, 0, 12),
        network(192, 0, 0, 24),
        network(192, 0, 2, 24),
        network(192, 31, 196, 24),
        network(192, 52, 193, 24),
        network(192, 88, 99, 24),
        network(192, 168, 0, 16),
        network(192, 175, 48, 24),
        network(198, 18, 0, 15),
        network(198, 51, 100, 24),
        network(203, 0, 113, 24),
        network(224, 0, 0, 3)
    };

    private PublicAddress() {}

    private static int[] network(int first, int second, int third, int bits) {
        return new int[] {first << 24 | second << 16 | third << 8, -1 << (32 - bits)};
    }

    /// Returns whether a text is a public address in four decimal parts.
    static boolean ofIpv4(String text) {
        return IPV4.matcher(text).matches() && is(literal(text));
    }

    /// Returns whether a text is a public address in hexadecimal parts.
    static boolean ofIpv6(String text) {
        try {
            return IPV6.matcher(text).matches() && is(literal(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The text has only characters of addresses, so nothing is looked up.
    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// Returns whether an address is public.
    static boolean is(InetAddress address) {
        return switch (address) {
            case Inet4Address ipv4 -> isPublic(ipv4.getAddress());
            case Inet6Address ipv6 -> isPublicIpv6(ipv6.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] bytes) {
        int address = (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        for (int[] network : SPECIAL) {
            if ((address & network[1]) == network[0]) {
                return false;
            }
        }
        return true;
    }

    /// Only global unicast (2000::/3), without protocol assignments and Teredo (2001::/23), documentation
    /// (2001:db8::/32, 3fff::/20), and 6to4 (2002::/16), which carries an IPv4 address. All others that carry one
    /// lie outside.
    private static boolean isPublicIpv6(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        boolean isGlobal = first >> 13 == 1;
        boolean isProtocol = first == 0x2001 && second < 0x200;
        boolean isDocumentation = (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
        // ISATAP: the identifier of the interface is 00-00-5e-fe and an IPv4 address.
        boolean isTunnel = (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && (bytes[11] & 0xff) == 0xfe;
        return isGlobal && !isProtocol && !isDocumentation && first != 0x2002 && !isTunnel;
    }
}
