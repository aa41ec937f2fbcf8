package dev.containerevents.delivery;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The URL of a receiver.
///
/// It is read strictly, because a URL that two readers understand in two ways leads past every check: only ASCII,
/// no user info, no shorthand of addresses. What its host resolves to is checked at each connection, see
/// [PublicAddress].
///
/// @param host   a name or an address, in lower case, without brackets
/// @param target the path and query
record ReceiverUrl(boolean secure, String host, int port, String target) {

    static final int LONGEST = 1_000;

    private static final int HTTPS = 443;

    /// Below it lie the services of the system.
    private static final int FIRST_FREE_PORT = 1_024;

    private static final int LAST_PORT = 65_535;
    private static final int LONGEST_NAME = 253;

    private static final Pattern URL = Pattern.compile(
            "(?i:https)://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))?((?:[/?][!-~&&[^#\\\\]]*)?)");

    private static final Pattern LOOPBACK =
            Pattern.compile("http://127\\.0\\.0\\.1:(\\d{1,5})((?:[/?][!-~&&[^#\\\\]]*)?)");

    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /// Names that are never public, or that clouds use for their own.
    private static final Pattern PRIVATE_NAME = Pattern.compile(
            "(?:.*\\.)?(?:localhost|local|localdomain|internal|intranet|lan|home|corp|arpa|onion|test|invalid)");

    /// Reads a URL.
    ///
    /// @param own   the host of our own API; a destination there would deliver to itself for ever
    /// @param fault takes why the URL is refused; completes a sentence that begins with the member's name
    static @Nullable ReceiverUrl read(String text, AllowedHosts allowed, String own, Consumer<String> fault) {
        if (allowed.loopback()) {
            Matcher local = LOOPBACK.matcher(text);
            if (local.matches()) {
                return new ReceiverUrl(false, "127.0.0.1", Integer.parseInt(local.group(1)), target(local.group(2)));
            }
        }
        Matcher url = URL.matcher(text);
        if (text.length() > LONGEST || !url.matches()) {
            fault.accept("must be an https URL of at most " + LONGEST
                    + " ASCII characters, without user info, backslash and fragment");
            return null;
        }
        String host = url.group(1).toLowerCase(Locale.ROOT);
        int port = url.group(2) == null ? HTTPS : Integer.parseInt(url.group(2));
        String why = host.startsWith("[") ? whyNotAddress(host) : whyNotName(host);
        if (why == null && port != HTTPS && (port < FIRST_FREE_PORT || port > LAST_PORT)) {
            why = "must have port 443, or one from 1024 to 65535";
        }
        if (why == null && host.equals(own.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""))) {
            why = "must not lead to this API: it would receive its own events for ever";
        }
        if (why == null && !allowed.allow(host)) {
            why = "has a host that the operator of this deployment doesn't allow";
        }
        if (why != null) {
            fault.accept(why);
            return null;
        }
        return new ReceiverUrl(true, host.replaceAll("[\\[\\]]", ""), port, target(url.group(3)));
    }

    private static @Nullable String whyNotAddress(String host) {
        return PublicAddress.ofIpv6(host.substring(1, host.length() - 1))
                ? null
                : "must have a public address: IPv6 of global unicast, without an IPv4 address in it";
    }

    private static @Nullable String whyNotName(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (last.isEmpty() || Character.isDigit(last.charAt(0))) {
            // Every reader of URLs takes such a host for an IPv4 address, in one form or another.
            return PublicAddress.ofIpv4(host)
                    ? null
                    : "must have a public address: IPv4 in four decimal parts, or a name";
        }
        if (host.length() > LONGEST_NAME || !NAME.matcher(host).matches()) {
            return "must have a full host name, such as siem.example.com; encode names of other scripts as xn--…";
        }
        return PRIVATE_NAME.matcher(host).matches() ? "must have a public host name" : null;
    }

    private static String target(String pathAndQuery) {
        return pathAndQuery.startsWith("/") ? pathAndQuery : "/" + pathAndQuery;
    }

    /// Returns the same with that path, if it has none and no query.
    ReceiverUrl orElse(String path) {
        return target.equals("/") ? new ReceiverUrl(secure, host, port, path) : this;
    }

    /// Returns the same with something at its end.
    ///
    /// @param end begins with a slash
    ReceiverUrl plus(String end) {
        return new ReceiverUrl(secure, host, port, target.replaceFirst("/+$", "") + end);
    }

    /// Returns whether requests to another URL go to the same receiver.
    boolean hasOriginOf(ReceiverUrl other) {
        return secure == other.secure && host.equals(other.host) && port == other.port;
    }

    /// Returns the host as a URL has it, with the port unless it is the scheme's own.
    String authority() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return secure && port == HTTPS ? name : name + ":" + port;
    }
}
