package dev.containerevents.http;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/// The paths of this API, percent-encoded.
public final class ApiPath {

    private static final String EVENT = "/orgs/{org_id}/containers/{container_id}/events/{event_id}";

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
    private static final Pattern SLASHES = Pattern.compile("//+");

    private ApiPath() {}

    /// Returns the path at which GetContainerEvent returns that event.
    public static String of(Container container, EventId id) {
        return of(EVENT, Map.of("org_id", container.org(), "container_id", container.id(), "event_id", id.toString()));
    }

    /// Returns the path of a template of the contract with these values. Each value becomes one segment, whatever
    /// characters it has.
    static String of(String template, Map<String, String> parameters) {
        return PARAMETER
                .matcher(template)
                .replaceAll(parameter -> segment(parameters.getOrDefault(parameter.group(1), "")));
    }

    private static String segment(String text) {
        // Form encoding encodes more than a path needs, and a space differently.
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%40", "@");
    }

    /// Returns what precedes the contract's path in a client's path: `/v1` for the stage of that name, the base
    /// path of a custom domain, or nothing.
    ///
    /// The end of the path has as many segments as the template. API Gateway's own `path` doesn't tell: with a
    /// base path mapping, it contains the base path too.
    ///
    /// @param path     percent-encoded, so that a slash inside a parameter doesn't divide segments
    /// @param template of the operation's path
    static String base(String path, String template) {
        int end = path.length();
        for (int segments = segments(template); segments > 0 && end > 0; segments--) {
            end = path.lastIndexOf('/', endOfSegment(path, end) - 1);
        }
        String base = path.substring(0, Math.max(0, endOfSegment(path, end)));
        // A link that begins with two slashes would lead to another host.
        return base.contains("//") ? SLASHES.matcher(base).replaceAll("/") : base;
    }

    /// Returns where the last segment before an index ends: before all slashes that stand there.
    private static int endOfSegment(String path, int index) {
        int end = index;
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return end;
    }

    private static int segments(String template) {
        int segments = 0;
        for (int i = 0; i < template.length(); i++) {
            if (template.charAt(i) == '/' && i + 1 < template.length() && template.charAt(i + 1) != '/') {
                segments++;
            }
        }
        return segments;
    }
}
