package dev.containerevents.orgs;

import dev.containerevents.event.Event;
import java.util.HexFormat;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Events as CSV (RFC 4180): a column for each member. A member that the event lacks is an empty cell; an empty
/// text is a quoted one.
///
/// Anyone who may log an event chooses what its cells say, so no spreadsheet may take them for formulas. Quoting
/// alone doesn't prevent that. A spreadsheet of another locale splits rows at `;` or tabs, and sees a quotation
/// mark only where it begins a cell, so our quoted cells fall apart there. A formula therefore gets an apostrophe
/// before it wherever any spreadsheet would begin a cell: at the beginning, after a separator, after a line break.
/// Inside of JSON its first character is escaped instead, which leaves the value as it is.
final class Csv {

    private static final String LINE_END = "\r\n";

    /// The members whose text is JSON.
    private static final Set<String> JSON = Set.of("actor", "context");

    /// What begins a formula, in some spreadsheet and of some locale (OWASP, CSV Injection).
    private static final String FORMULA = "=+-@＝＋－＠";

    /// White space that spreadsheets remove from the beginning of a cell.
    private static final String REMOVED = "\t\r\n";

    /// What some reader takes for the end of a row: what Unicode calls line breaks, and those of Python's
    /// `splitlines`.
    private static final String LINE_BREAKS = "\r\n\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

    /// What some spreadsheet takes for the end of a cell, besides the comma and the tab.
    private static final String SEPARATORS = ";|";

    private static final String SPLITTING = SEPARATORS + '\t' + LINE_BREAKS;
    private static final String QUOTED = SPLITTING + "\",";

    private Csv() {}

    /// Returns the line with the names of the columns.
    ///
    /// @param fields the members to show; empty for all
    static String header(Set<String> fields) {
        StringJoiner line = new StringJoiner(",", "", LINE_END);
        for (String member : Event.MEMBERS) {
            if (fields.isEmpty() || fields.contains(member)) {
                line.add(member);
            }
        }
        return line.toString();
    }

    /// Returns the line of one event.
    static String row(Event event, Set<String> fields) {
        StringJoiner line = new StringJoiner(",");
        for (String member : Event.MEMBERS) {
            if (fields.isEmpty() || fields.contains(member)) {
                line.add(cell(member, event.text(member)));
            }
        }
        // Most readers pass over a line without any character.
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

    /// Returns a text without NUL, where some readers end, and with an apostrophe before each formula.
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

    /// Returns JSON of the same value on one line, with an escape for the first character of each formula.
    private static String harmlessJson(String json) {
        if (!hasAny(SPLITTING, json)) {
            return json;
        }
        StringBuilder harmless = new StringBuilder(json.length() + 16);
        int formula = -1;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < ' ') {
                // Between its values JSON has tabs and line breaks; inside of a text they are escaped.
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

    /// Returns where a formula begins if a cell does here; -1 if it would be none.
    private static int formula(String text, int begin) {
        int i = begin;
        while (i < text.length() && isPassedOver(text.charAt(i))) {
            i++;
        }
        return i < text.length() && FORMULA.indexOf(text.charAt(i)) >= 0 ? i : -1;
    }

    /// Whether some spreadsheet removes it from before a formula, or doesn't show it.
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
