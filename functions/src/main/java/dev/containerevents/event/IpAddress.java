package dev.containerevents.event;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and compares IP addresses: IPv4 and IPv6 literals, never names that would have to be looked up.
public final class IpAddress {

    /// What an address must be; completes a sentence that begins with the member's name.
    public static final String RULE = "must be one IPv4 or IPv6 address";

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("(?=.{2,45}$)[0-9A-Fa-f:]*(?::" + IPV4 + ")?");

    private static final String PORT = "(?::\\d{1,5})?";

    /// What proxies and servers write around an address: brackets, a zone (RFC 4007), a port.
    private static final Pattern DECORATED = Pattern.compile("([\\d.]+)" + PORT
            + "|\\[([^\\[\\]%]+)(?:%[^\\[\\]\\s,]+)?]" + PORT + "|([^\\[\\]%]+)(?:%[^\\[\\]\\s,:]+)?");

    private static final String MAPPED = "::ffff:";

    private IpAddress() {}

    /// Returns whether the whole text is an address.
    public static boolean isOne(String text) {
        // The JDK's own parser accepts `127.1` as IPv4, and a zone in IPv6: neither is an address to store.
        return IPV4.matcher(text).matches() || bytes(text).isPresent();
    }

    /// Reads an address and removes what may be written around it: `192.0.2.7:51234`, `[2001:db8::1]:443`,
    /// `fe80::1%eth0`.
    ///
    /// @return the address alone, in the form of RFC 5952; empty if the text isn't one address
    public static Optional<String> read(String text) {
        Matcher matcher = DECORATED.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group(1) != null) {
            return Optional.of(matcher.group(1)).filter(IpAddress::isOne);
        }
        return bytes(matcher.group(2) != null ? matcher.group(2) : matcher.group(3))
                .map(IpAddress::text);
    }

    /// Returns whether two addresses are the same. An IPv4 address and the IPv6 address that it is mapped to are.
    ///
    /// @param one   in the form of [#read], as the other
    static boolean same(String one, String other) {
        return unmapped(one).equals(unmapped(other));
    }

    /// Returns the IPv4 address that is mapped to an IPv6 address, otherwise the address itself.
    ///
    /// @param address in the form of [#read]
    public static String unmapped(String address) {
        return address.startsWith(MAPPED) && address.indexOf('.') > 0 ? address.substring(MAPPED.length()) : address;
    }

    /// Returns the bytes of an IPv6 address: 4 if an IPv4 address is mapped to it, otherwise 16.
    private static Optional<byte[]> bytes(String text) {
        if (text.indexOf(':') < 0 || !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Inet6Address.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Writes an IPv6 address as in RFC 5952: in lower case, with `::` for the first of the longest runs of zero
    /// groups.
    private static String text(byte[] bytes) {
        if (bytes.length == 4) {
            return MAPPED + (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "."
                    + (bytes[3] & 0xff);
        }
        int longestBegin = 0;
        int longestEnd = 1;
        for (int begin = 0; begin < 8; begin++) {
            int end = begin;
            while (end < 8 && group(bytes, end) == 0) {
                end++;
            }
            if (end - begin > longestEnd - longestBegin) {
                longestBegin = begin;
                longestEnd = end;
            }
        }
        if (longestEnd - longestBegin < 2) {
            return groups(bytes, 0, 8);
        }
        return groups(bytes, 0, longestBegin) + "::" + groups(bytes, longestEnd, 8);
    }

    private static String groups(byte[] bytes, int begin, int end) {
        StringBuilder groups = new StringBuilder();
        for (int i = begin; i < end; i++) {
            groups.append(i == begin ? "" : ":").append(Integer.toHexString(group(bytes, i)));
        }
        return groups.toString();
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
    }
}
