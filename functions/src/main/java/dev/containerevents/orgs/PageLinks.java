package dev.containerevents.orgs;

import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import java.util.Optional;

/// Adds the headers that lead from a page to its neighbours: `Next-Token`, and `Link` (RFC 8288) if there is room.
final class PageLinks {

    /// The maximum size of `Link`, which repeats the query for each link. All headers of a response together have
    /// at most 4 KB, because many proxies and clients read no more. This leaves 1.5 KB for the others, including
    /// the gateway's.
    private static final int MOST_BYTES = 2560;

    private PageLinks() {}

    /// Adds the headers to a page. Links that don't fit are left out, first the one to the previous page.
    static Response add(Response page, Request request, Optional<String> next, Optional<String> previous) {
        StringBuilder links = new StringBuilder();
        next.ifPresent(token -> add(links, request.link("next", "next_token", token)));
        previous.ifPresent(token -> add(links, request.link("prev", "next_token", token)));
        Response linked = links.isEmpty() ? page : page.with("Link", links.toString());
        return next.map(token -> linked.with("Next-Token", token)).orElse(linked);
    }

    private static void add(StringBuilder links, String link) {
        String separator = links.isEmpty() ? "" : ", ";
        // A link is percent-encoded, so each character is a byte.
        if (links.length() + separator.length() + link.length() <= MOST_BYTES) {
            links.append(separator).append(link);
        }
    }
}
