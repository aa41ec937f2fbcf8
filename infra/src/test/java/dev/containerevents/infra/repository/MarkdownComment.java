package dev.containerevents.infra.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Wraps `///` comments that are too wide at blanks, and moves the rest into the next line of the same paragraph.
final class MarkdownComment {

    /// A little less than the width of code: the formatter counts one more blank after the slashes.
    private static final int WIDTH = 115;

    /// The margin, the mark of a list item if there is one, and the text. Tables, headings and tags don't match.
    private static final Pattern PROSE = Pattern.compile("( */// {1,3})((?:- )?)([^ |#].*)");

    private MarkdownComment() {}

    static String wrapped(String source) {
        List<String> lines = new ArrayList<>(source.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            Matcher prose = PROSE.matcher(lines.get(i));
            int end = lines.get(i).lastIndexOf(' ', WIDTH);
            if (lines.get(i).length() > WIDTH && prose.matches() && end > prose.start(3)) {
                String over = lines.get(i).substring(end + 1);
                String margin = prose.group(1) + " ".repeat(prose.group(2).length());
                lines.set(i, lines.get(i).substring(0, end));
                if (i + 1 < lines.size() && continues(lines.get(i + 1), margin)) {
                    lines.set(i + 1, margin + over + " " + lines.get(i + 1).substring(margin.length()));
                } else {
                    lines.add(i + 1, margin + over);
                }
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static boolean continues(String line, String margin) {
        Matcher prose = PROSE.matcher(line);
        return prose.matches()
                && prose.group(1).equals(margin)
                && prose.group(2).isEmpty()
                && !prose.group(3).startsWith("@");
    }
}
