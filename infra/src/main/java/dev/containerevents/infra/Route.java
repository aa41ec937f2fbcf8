package dev.containerevents.infra;

import java.util.List;
import java.util.regex.Pattern;

/// A method and a path that a function serves.
///
/// @param method in upper case
/// @param path with its parameters in braces
public record Route(String method, String path) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}+]+)\\+?}");

    /// Returns the names of the path's parameters.
    public List<String> parameters() {
        return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /// Returns whether the path names an organisation. Otherwise, it is the key's.
    boolean namesOrg() {
        return parameters().contains("org_id");
    }

    /// Returns the path for a permission, with a wildcard for each parameter.
    String anyPath() {
        return PARAMETER.matcher(path).replaceAll("*");
    }
}
