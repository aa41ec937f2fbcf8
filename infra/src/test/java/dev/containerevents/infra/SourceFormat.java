package dev.containerevents.infra;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;

/// How Java files of this project look: palantir-java-format, with imports sorted and unused ones gone.
///
/// The formatter takes a `///` comment for a `//` comment and continues a long line with `//`, which ends the
/// Javadoc there. So such lines are wrapped before it sees them. And its first answer for a text block that it
/// moves is not yet its last.
final class SourceFormat {

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    String format(String source) throws FormatterException {
        String once = formatter.formatSourceAndFixImports(MarkdownComment.wrapped(source));
        return formatter.formatSource(once);
    }
}
