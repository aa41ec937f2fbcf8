package dev.containerevents.infra;

import java.util.List;
import java.util.regex.Pattern;

/// A method and a path at which a function answers.
///
/// @param method in upper case
/// @param path with its parameters in braces
public record Route(String method, String path) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}+]+)\\+?}");

    /// The names of the path's parameters.
    public List<String> parameters() {
        return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /// Whether the path names an organisation. Otherwise the key's own is meant.
    boolean namesOrg() {
        return parameters().contains("org_id");
    }

    /// The path as a permission names it: any value for a parameter.
    String anyPath() {
        return PARAMETER.matcher(path).replaceAll("*");
    }
}
