package dev.containerevents.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header `Accept` (RFC 9110, 12.5.1): which media types a client accepts, and which it prefers.
public final class Accept {

    private static final String ANYTHING = "*/*";

    /// One element of the header: a media type, or a range of them. Its parameters don't narrow it, because no
    /// media type is offered twice.
    ///
    /// @param quality from 0, never, to 1
    /// @param place   the index in the header
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

        /// If qualities are equal, a media type is preferred to a range, then the first one.
        boolean isPreferredTo(Range other) {
            if (quality != other.quality) {
                return quality > other.quality;
            }
            return specificity() == other.specificity() ? place < other.place : specificity() > other.specificity();
        }
    }

    /// As clients write them, including `.2`, which the RFC's grammar doesn't have.
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
        // The JDK's oldest client writes a single star.
        String type = element.name().equals("*") ? ANYTHING : ContentType.canonicalName(element.name());
        String quality = element.parameter("q");
        return new Range(type, quality == null ? 1 : quality(quality), place);
    }

    private static double quality(String text) {
        return QUALITY.matcher(text).matches() ? Math.min(Double.parseDouble(text), 1) : 1;
    }

    /// Returns the media type that the client prefers, the first one if it has no preference. Empty if it accepts
    /// none of them. A client that doesn't send the header accepts everything.
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

    /// Returns the range that decides about a media type: the most specific one.
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
