package dev.containerevents.delivery;

import dev.containerevents.aws.Aws;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The hosts that a deployment allows destinations to have.
///
/// @param patterns names, or `*.suffix` for all names that end with it; empty for all
/// @param loopback whether `http://127.0.0.1:<port>` is allowed too, which only the local cloud can say
public record AllowedHosts(List<String> patterns, boolean loopback) {

    /// No restriction.
    public static final AllowedHosts ALL = new AllowedHosts(List.of(), false);

    static AllowedHosts deployed() {
        return of(Aws.variable("ALLOWED_HOSTS"), "true".equals(System.getenv("LOOPBACK_DESTINATIONS")));
    }

    /// @param list separated by commas
    static AllowedHosts of(String list, boolean loopback) {
        return new AllowedHosts(
                Stream.of(list.split(",", -1))
                        .map(pattern -> pattern.strip().toLowerCase(Locale.ROOT))
                        .filter(pattern -> !pattern.isEmpty())
                        .toList(),
                loopback);
    }

    boolean allow(String host) {
        return patterns.isEmpty()
                || patterns.stream()
                        .anyMatch(pattern ->
                                pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern));
    }
}
