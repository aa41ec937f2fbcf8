package dev.containerevents.compat.waldur;

import dev.containerevents.http.Problem;
import dev.containerevents.http.Query;
import dev.containerevents.http.Request;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The page that a client asks for.
///
/// @param number from 1; empty for the last one
/// @param size   1 to 300
record WaldurPage(OptionalLong number, int size) {

    private static final int DEFAULT_SIZE = 10;
    private static final int LARGEST_SIZE = 300;
    private static final Pattern NUMBER = Pattern.compile("0*\\d{1,9}");

    /// Reads the parameters. An invalid size is ignored, a size that is too large is reduced.
    ///
    /// @throws Problem 404 if no page has that number
    static WaldurPage read(Query query) {
        @Nullable String size = WaldurQuery.last(query, "page_size");
        int asked = size == null || !isNumber(size) ? DEFAULT_SIZE : Math.min(number(size), LARGEST_SIZE);
        @Nullable String page = WaldurQuery.last(query, "page");
        if ("last".equals(page)) {
            return new WaldurPage(OptionalLong.empty(), asked);
        }
        if (page != null && !isNumber(page)) {
            throw invalid();
        }
        return new WaldurPage(OptionalLong.of(page == null ? 1 : number(page)), asked);
    }

    private static boolean isNumber(String text) {
        return text.matches("0*[1-9]\\d*");
    }

    /// Reads a number of at most 999,999,999; no list is longer.
    private static int number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 999_999_999;
    }

    static Problem invalid() {
        return Problem.notFound("Invalid page.");
    }

    /// Returns the header `Link`, in Waldur's order.
    static String links(Request request, NumberedPages.Answer.Page page) {
        StringJoiner links = new StringJoiner(", ");
        links.add(link(request, "first", 1));
        if (page.number() > 1) {
            links.add(link(request, "prev", page.number() - 1));
        }
        if (page.number() < page.last()) {
            links.add(link(request, "next", page.number() + 1));
        }
        return links.add(link(request, "last", page.last())).toString();
    }

    /// The number is left out if it is 1.
    private static String link(Request request, String relation, long page) {
        return request.absoluteLink(relation, "page", page == 1 ? null : Long.toString(page));
    }
}
