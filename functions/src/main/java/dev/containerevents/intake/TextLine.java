package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads when and where a line of text was written, if its format says so: syslog (RFC 5424 and 3164), CEF,
/// key=value pairs, or a time at its beginning. The line itself becomes the message.
final class TextLine {

    private static final int LONGEST_HEADER = 1024;

    private static final TimeReader TIMES = new TimeReader(null);

    private static final Pattern RFC_5424 = Pattern.compile("<\\d{1,3}>1 (\\S+) (\\S+) .*", Pattern.DOTALL);

    /// Its time has neither year nor zone.
    private static final Pattern RFC_3164 = Pattern.compile(
            "<\\d{1,3}>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d ([^\\s:\\[\\]]+) .*", Pattern.DOTALL);

    private static final Pattern CEF = Pattern.compile("(?:^|.* )CEF:\\d\\|.*", Pattern.DOTALL);
    private static final Pattern CEF_TIME = Pattern.compile("(?:^|[ |])(?:rt|end|start)=(\\d{12,14})(?: |$)");
    private static final Pattern CEF_HOST = Pattern.compile("(?:^|[ |])(?:dvchost|shost)=(\\S+)");

    private static final Pattern PAIRS = Pattern.compile("[A-Za-z_][\\w.-]*=.*", Pattern.DOTALL);
    private static final Pattern PAIR_TIME = Pattern.compile("(?:^| )(?:time|ts|timestamp|t)=(?:\"([^\"]*)\"|(\\S+))");
    private static final Pattern PAIR_HOST = Pattern.compile("(?:^| )(?:host|hostname)=(?:\"([^\"]*)\"|(\\S+))");

    private static final Pattern LEADING_TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z| ?[+-]\\d\\d:?\\d\\d)) .*", Pattern.DOTALL);

    private static final String NIL = "-";

    private TextLine() {}

    /// @param around what is known about the line otherwise
    static Received read(String line, Received.Origin around) {
        String header = line.length() > LONGEST_HEADER ? line.substring(0, LONGEST_HEADER) : line;
        Received.Origin own = origin(header);
        return Received.line(
                line,
                new Received.Origin(
                        own.container() == null ? around.container() : own.container(),
                        own.time() == null ? around.time() : own.time(),
                        around.id()));
    }

    private static Received.Origin origin(String line) {
        Matcher syslog = RFC_5424.matcher(line);
        if (syslog.matches()) {
            return origin(syslog.group(2), syslog.group(1));
        }
        Matcher oldSyslog = RFC_3164.matcher(line);
        if (CEF.matcher(line).matches()) {
            String host = first(CEF_HOST, line);
            String sender = oldSyslog.matches() ? oldSyslog.group(1) : null;
            return origin(host == null ? sender : host, first(CEF_TIME, line));
        }
        if (oldSyslog.matches()) {
            return origin(oldSyslog.group(1), null);
        }
        Matcher leading = LEADING_TIME.matcher(line);
        if (leading.matches()) {
            return origin(null, leading.group(1));
        }
        return PAIRS.matcher(line).matches()
                ? origin(first(PAIR_HOST, line), first(PAIR_TIME, line))
                : Received.Origin.UNKNOWN;
    }

    private static Received.Origin origin(@Nullable String host, @Nullable String time) {
        return new Received.Origin(
                NIL.equals(host) ? null : host,
                time == null ? null : TIMES.read(new JsonValue.Text(time)).orElse(null),
                null);
    }

    /// Returns the first group of the first match that has one.
    private static @Nullable String first(Pattern pattern, String line) {
        Matcher found = pattern.matcher(line);
        if (!found.find()) {
            return null;
        }
        return Optional.ofNullable(found.group(1)).orElseGet(() -> found.groupCount() > 1 ? found.group(2) : null);
    }
}
