package dev.containerevents.orgs;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventType;
import dev.containerevents.event.IdempotencyKey;
import dev.containerevents.event.IpAddress;
import dev.containerevents.event.Status;
import dev.containerevents.http.Query;
import dev.containerevents.http.View;
import dev.containerevents.json.Unicode;
import dev.containerevents.table.Listing;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the filters that every list has. A value that no event can have is a fault, not an empty list.
final class FilterQuery {

    private FilterQuery() {}

    /// Reads the filter of a list, narrowed to what the caller may read.
    static EventFilter read(Query query, Listing listing, View view) {
        EventFilter filter = view.filter(read(query, listing));
        return listing instanceof Listing.OfContainer ? filter.withoutContainer() : filter;
    }

    static EventFilter read(Query query, Listing listing) {
        return new EventFilter(
                types(query),
                status(query),
                // A container's own list already has its container.
                listing instanceof Listing.OfContainer ? null : container(query),
                text(query, "actor", Actor.LONGEST_ID),
                text(query, "source", EventDetails.LONGEST_SOURCE),
                clientIp(query),
                text(query, "idempotency_key", IdempotencyKey.LONGEST),
                text(query, "q", 256));
    }

    private static Set<String> types(Query query) {
        Set<String> types = new LinkedHashSet<>();
        for (String type : query.texts("event_type")) {
            if (!EventType.isOne(type)) {
                query.fault("event_type", EventType.RULE);
            }
            types.add(EventType.stored(type));
        }
        return types;
    }

    private static @Nullable Status status(Query query) {
        String status = query.text("status");
        if (status == null) {
            return null;
        }
        Optional<Status> read = Status.read(status);
        if (read.isEmpty()) {
            query.fault("status", Status.RULE);
        }
        return read.orElse(null);
    }

    private static @Nullable String container(Query query) {
        String container = query.text("container_id");
        if (container != null && !Container.isId(container)) {
            query.fault("container_id", Container.ID_RULE);
        }
        return container;
    }

    private static @Nullable String clientIp(Query query) {
        String address = query.text("client_ip");
        if (address == null) {
            return null;
        }
        Optional<String> read = IpAddress.read(address);
        if (read.isEmpty()) {
            query.fault("client_ip", IpAddress.RULE);
        }
        return read.orElse(null);
    }

    private static @Nullable String text(Query query, String name, int longest) {
        String text = query.text(name);
        if (text != null && (text.isEmpty() || text.codePointCount(0, text.length()) > longest)) {
            query.fault(name, "must have 1 to " + longest + " characters");
        } else if (text != null && Unicode.hasReplacement(text)) {
            query.fault(name, "must be percent-encoded as UTF-8");
        }
        return text;
    }
}
