package dev.containerevents.orgs;

import dev.containerevents.event.Event;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Events as CSV (RFC 4180): a column for each member.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe before it, since anyone who may log an
/// event chooses what stands in it. A member that the event lacks is an empty cell; an empty text is a quoted one.
final class Csv {

    static final String CONTENT_TYPE = "text/csv; charset=utf-8; header=present";

    private static final String LINE_END = "\r\n";

    /// What may begin a formula, in some spreadsheet and of some locale (OWASP, CSV Injection).
    private static final String BEGINS_FORMULA = "=+-@\t\r\n＝＋－＠";

    private Csv() {}

    /// The names of the columns.
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

    /// The line of one event.
    static String row(Event event, Set<String> fields) {
        StringJoiner line = new StringJoiner(",", "", LINE_END);
        for (String member : Event.MEMBERS) {
            if (fields.isEmpty() || fields.contains(member)) {
                line.add(cell(event.text(member)));
            }
        }
        return line.toString();
    }

    private static String cell(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String harmless = !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return mustBeQuoted(harmless) ? "\"" + harmless.replace("\"", "\"\"") + "\"" : harmless;
    }

    private static boolean mustBeQuoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == ',' || c == '\r' || c == '\n') {
                return true;
            }
        }
        return text.isEmpty();
    }
}
