package dev.containerevents.infra.repository;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;

/// The format of this project's Java files: palantir-java-format, with sorted imports and without unused ones.
///
/// The formatter treats a `///` comment as a `//` comment and continues a long line with `//`, which ends the
/// Javadoc. So such lines are wrapped first. And a text block that it moves needs a second run.
final class SourceFormat {

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    String format(String source) throws FormatterException {
        String once = formatter.formatSourceAndFixImports(MarkdownComment.wrapped(source));
        return once.equals(source) ? once : formatter.formatSource(once);
    }
}
