package dev.containerevents.event;

import java.util.regex.Pattern;

/// A container of an organisation. Both names have 1 to 128 characters of `A-Za-z0-9._:-` and begin with a letter
/// or digit.
public record Container(String org, String id) {

    /// What a name must be, readable after the name of whatever bears it.
    public static final String NAME_RULE =
            "must have 1 to 128 characters of A-Z a-z 0-9 . _ : - and begin with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /// Whether an organisation or a container may bear that name.
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
