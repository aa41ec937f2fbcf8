package dev.containerevents.orgs;

import dev.containerevents.event.Event;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes events as CSV (RFC 4180), with a column for each member. A missing member is an empty cell; an empty
/// text is an empty quoted cell.
///
/// Anyone who may log an event chooses the text of its cells, so no spreadsheet may treat them as formulas.
/// Quoting alone doesn't prevent that. A spreadsheet of another locale splits rows at `;` or tabs, and recognises
/// a quotation mark only at the beginning of a cell, so our quoted cells are split there. Therefore, an apostrophe
/// precedes a formula wherever any spreadsheet would begin a cell: at the beginning, after a separator, after a
/// line break. Inside JSON, its first character is escaped instead, which doesn't change the value.
final class Csv {

    private static final String LINE_END = "\r\n";

    /// The members whose text is JSON.
    private static final Set<String> JSON = Set.of("actor", "context", "attributes");

    /// Characters that begin a formula in some spreadsheet or locale (OWASP, CSV Injection).
    private static final String FORMULA = "=+-@＝＋－＠";

    /// White space that spreadsheets remove from the beginning of a cell.
    private static final String REMOVED = "\t\r\n";

    /// Characters that some reader treats as the end of a row: Unicode's line breaks, and those of Python's
    /// `splitlines`.
    private static final String LINE_BREAKS = "\r\n\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

    /// Characters that some spreadsheet treats as the end of a cell, besides the comma and the tab.
    private static final String SEPARATORS = ";|";

    private static final String SPLITTING = SEPARATORS + '\t' + LINE_BREAKS;
    private static final String QUOTED = SPLITTING + "\",";

    private Csv() {}

    /// Returns the line with the names of the columns.
    ///
    /// @param fields the members to show; empty for all
    static String header(Set<String> fields) {
        return header(List.of(), fields);
    }

    /// Returns the line with the names of other columns and of these.
    static String header(List<String> before, Set<String> fields) {
        StringJoiner line = new StringJoiner(",", "", LINE_END);
        before.forEach(line::add);
        for (String member : Event.MEMBERS) {
            if (fields.isEmpty() || fields.contains(member)) {
                line.add(member);
            }
        }
        return line.toString();
    }

    /// Returns the line of one event.
    static String row(Event event, Set<String> fields) {
        return row(List.of(), event::text, fields);
    }

    /// Returns a line that has other cells before those of an event's members.
    ///
    /// @param before their texts, of which none may need quotes
    /// @param event  the text of a member
    static String row(List<String> before, Function<String, @Nullable String> event, Set<String> fields) {
        StringJoiner line = new StringJoiner(",");
        before.forEach(line::add);
        for (String member : Event.MEMBERS) {
            if (fields.isEmpty() || fields.contains(member)) {
                line.add(cell(member, event.apply(member)));
            }
        }
        // Most readers skip an empty line.
        return (line.length() == 0 ? "\"\"" : line) + LINE_END;
    }

    private static String cell(String member, @Nullable String text) {
        if (text == null) {
            return "";
        }
        String harmless = JSON.contains(member) ? harmlessJson(text) : harmless(text);
        return mustBeQuoted(harmless) ? "\"" + harmless.replace("\"", "\"\"") + "\"" : harmless;
    }

    private static boolean mustBeQuoted(String text) {
        return text.isEmpty() || hasAny(QUOTED, text) || text.startsWith(" ") || text.endsWith(" ");
    }

    /// Returns a text without NUL, at which some readers stop, and with an apostrophe before each formula.
    private static String harmless(String text) {
        if (formula(text, 0) < 0 && !hasAny(SPLITTING + '\0', text)) {
            return text;
        }
        StringBuilder harmless = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isRemoved = i == 0 && REMOVED.indexOf(c) >= 0;
            boolean begins = i == 0 || SPLITTING.indexOf(text.charAt(i - 1)) >= 0;
            if (isRemoved || (begins && formula(text, i) >= 0)) {
                harmless.append('\'');
            }
            harmless.append(c == '\0' ? '\ufffd' : c);
        }
        return harmless.toString();
    }

    /// Returns JSON of the same value on one line, with the first character of each formula escaped.
    private static String harmlessJson(String json) {
        if (!hasAny(SPLITTING, json)) {
            return json;
        }
        StringBuilder harmless = new StringBuilder(json.length() + 16);
        int formula = -1;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < ' ') {
                // JSON has tabs and line breaks between its values; inside a text they are escaped.
                harmless.append(' ');
            } else if (i == formula || LINE_BREAKS.indexOf(c) >= 0) {
                harmless.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                harmless.append(c);
            }
            if (SEPARATORS.indexOf(c) >= 0) {
                formula = formula(json, i + 1);
            }
        }
        return harmless.toString();
    }

    /// Returns where the formula begins if a cell begins here; -1 if the cell isn't a formula.
    private static int formula(String text, int begin) {
        int i = begin;
        while (i < text.length() && isPassedOver(text.charAt(i))) {
            i++;
        }
        return i < text.length() && FORMULA.indexOf(text.charAt(i)) >= 0 ? i : -1;
    }

    /// Returns whether some spreadsheet removes the character before a formula, or doesn't show it.
    private static boolean isPassedOver(char c) {
        return c == '"' || Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isIdentifierIgnorable(c);
    }

    private static boolean hasAny(String characters, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
