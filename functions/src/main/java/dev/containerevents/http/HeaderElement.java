package dev.containerevents.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One element of a header's list (RFC 9110, 5.6): `text/csv;q=0.5`, `gzip`, `return=minimal`. Commas, semicolons
/// and equals signs inside a quoted string aren't separators.
///
/// @param name       in lower case: `text/csv`
/// @param value      what follows an equals sign, unquoted; empty if there is none
/// @param parameters the name and value of each parameter, in order
record HeaderElement(String name, String value, List<Parameter> parameters) {

    /// @param name  in lower case
    /// @param value unquoted; empty if there is none
    record Parameter(String name, String value) {

        private static Parameter of(String text) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            String value = equals < 0 ? "" : text.substring(equals + 1).strip();
            return new Parameter(name.strip().toLowerCase(Locale.ROOT), unquoted(value));
        }
    }

    /// Returns the elements of all lines of a header. Empty elements are left out.
    static List<HeaderElement> list(List<String> lines) {
        List<HeaderElement> elements = new ArrayList<>();
        for (String line : lines) {
            for (String text : split(line, ',')) {
                if (!text.isBlank()) {
                    elements.add(of(text));
                }
            }
        }
        return elements;
    }

    private static HeaderElement of(String text) {
        List<Parameter> pairs = new ArrayList<>();
        for (String pair : split(text, ';')) {
            pairs.add(Parameter.of(pair));
        }
        return new HeaderElement(pairs.getFirst().name(), pairs.getFirst().value(), pairs.subList(1, pairs.size()));
    }

    /// Returns the last value of a parameter; null if there is none of that name.
    @Nullable
    String parameter(String name) {
        String value = null;
        for (Parameter parameter : parameters) {
            if (parameter.name.equals(name)) {
                value = parameter.value;
            }
        }
        return value;
    }

    /// Returns the parts between separators, except those inside quoted strings.
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    /// Returns the content of a quoted string, or a text that isn't quoted as it is.
    static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < value.length() && value.charAt(i) != '"'; i++) {
            if (value.charAt(i) == '\\' && i + 1 < value.length()) {
                i++;
            }
            text.append(value.charAt(i));
        }
        return text.toString();
    }
}
