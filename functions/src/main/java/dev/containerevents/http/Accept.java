package dev.containerevents.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header `Accept` (RFC 9110, 12.5.1): which media types a client takes, and which of them it prefers.
public final class Accept {

    private static final String ANYTHING = "*/*";

    /// One element of the header: a media type, or all of a kind. Its parameters don't narrow it, since no media
    /// type is offered twice.
    ///
    /// @param quality from 0, never, to 1
    /// @param place   counted from the header's beginning
    private record Range(String type, double quality, int place) {

        int specificity() {
            return type.equals(ANYTHING) ? 0 : type.endsWith("/*") ? 1 : 2;
        }

        boolean covers(String mediaType) {
            return switch (specificity()) {
                case 0 -> true;
                case 1 -> mediaType.startsWith(type.substring(0, type.length() - 1));
                default -> mediaType.equals(type);
            };
        }

        /// Where qualities are equal, what is named is preferred to what is only covered, then what stands first.
        boolean isPreferredTo(Range other) {
            if (quality != other.quality) {
                return quality > other.quality;
            }
            return specificity() == other.specificity() ? place < other.place : specificity() > other.specificity();
        }
    }

    /// As clients write them, `.2` included, which the RFC's grammar doesn't have.
    private static final Pattern QUALITY = Pattern.compile("\\d{1,9}(\\.\\d{0,9})?|\\.\\d{1,9}");

    private final List<Range> ranges;

    private Accept(List<Range> ranges) {
        this.ranges = ranges;
    }

    /// @param lines the header's lines; none if it is missing
    static Accept of(List<String> lines) {
        List<Range> ranges = new ArrayList<>();
        for (HeaderElement element : HeaderElement.list(lines)) {
            ranges.add(range(element, ranges.size()));
        }
        return new Accept(ranges);
    }

    private static Range range(HeaderElement element, int place) {
        // The JDK's oldest client writes a lone star.
        String type = element.name().equals("*") ? ANYTHING : ContentType.canonicalName(element.name());
        String quality = element.parameter("q");
        return new Range(type, quality == null ? 1 : quality(quality), place);
    }

    private static double quality(String text) {
        return QUALITY.matcher(text).matches() ? Math.min(Double.parseDouble(text), 1) : 1;
    }

    /// The one of these media types that the client prefers, the first of them where it prefers none. Empty if it
    /// takes none of them. A client that doesn't send the header takes anything.
    ///
    /// @param types in lower case, without parameters
    public Optional<String> preferred(List<String> types) {
        if (ranges.isEmpty()) {
            return Optional.of(types.getFirst());
        }
        @Nullable String preferred = null;
        @Nullable Range best = null;
        for (String type : types) {
            Range range = mostSpecific(type);
            if (range != null && range.quality > 0 && (best == null || range.isPreferredTo(best))) {
                preferred = type;
                best = range;
            }
        }
        return Optional.ofNullable(preferred);
    }

    /// The range that decides about a media type: the most specific one, whatever the others say.
    private @Nullable Range mostSpecific(String type) {
        @Nullable Range decisive = null;
        for (Range range : ranges) {
            if (range.covers(type) && (decisive == null || range.specificity() > decisive.specificity())) {
                decisive = range;
            }
        }
        return decisive;
    }
}
