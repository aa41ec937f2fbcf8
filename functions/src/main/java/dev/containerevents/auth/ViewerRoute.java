package dev.containerevents.auth;

import dev.containerevents.event.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A route that viewer tokens may read.
///
/// @param path   as in the contract, without its first slash: `orgs/{org_id}/events/{event_id}`
/// @param scopes the kinds of scope that its operation applies, `container` and `actor`
record ViewerRoute(String path, Set<String> scopes) {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");

    /// A container whose id every client sends as it is. A policy can't name another: it is compared with the path
    /// as it was sent, and `*` and `?` in it are wildcards.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

    /// Reads routes that are separated by blanks: `caller=container,actor orgs/{org_id}=`.
    static List<ViewerRoute> parse(String variable) {
        return Arrays.stream(variable.split(" ", -1))
                .filter(text -> !text.isEmpty())
                .map(text -> {
                    String[] parts = text.split("=", -1);
                    return new ViewerRoute(parts[0], Set.of(parts[1].split(",", -1)));
                })
                .toList();
    }

    /// Returns whether a token of that scope may read it: its operation must apply the whole scope.
    boolean isFor(Scope scope) {
        return (scope.container() == null || scopes.contains("container"))
                && (scope.actor() == null || scopes.contains("actor"));
    }

    /// Returns its path in a policy. It may cover more than the scope, which the operation applies itself.
    ///
    /// @param org the organisation as it is spelled in a path
    String pattern(String org, Scope scope) {
        boolean namesContainer =
                scope.container() != null && PLAIN.matcher(scope.container()).matches();
        String own = path.replace("{org_id}", org).replace("{container_id}", namesContainer ? scope.container() : "*");
        return PARAMETER.matcher(own).replaceAll("*");
    }
}
