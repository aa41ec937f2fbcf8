package dev.containerevents.compat.waldur;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.EventTimes;
import dev.containerevents.event.EventType;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.http.Query;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the filters and the order of a list as Waldur does. If a parameter is repeated, its last value counts. An
/// empty value is ignored, except in `event_type` and `feature`, where it matches no event. Unknown parameters are
/// ignored. Faults are in Django's words.
final class WaldurQuery {

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})([eE][+-]?\\d{1,2})?");

    /// In seconds. A time after the year 5138 is in milliseconds, which Waldur doesn't accept either.
    private static final BigInteger END_OF_TIME = BigInteger.valueOf(100_000_000_000L);

    /// The URL or path of an object, wherever the API is.
    private static final Pattern OBJECT =
            Pattern.compile("(?:https?://[^/?#\\s]+)?(?:/[^?#\\s]*)?/api/([a-z0-9_-]+)/([^/?#\\s]+)/?");

    private final Query query;
    private final Instant now;

    WaldurQuery(Query query, Instant now) {
        this.query = query;
        this.now = now;
    }

    /// Returns the last value of a parameter; null if there is none, or it is empty.
    static @Nullable String last(Query query, String name) {
        List<String> values = query.texts(name);
        return values.isEmpty() || values.getLast().isBlank()
                ? null
                : values.getLast().strip();
    }

    /// Returns the members that `field` names; empty for all.
    static Set<String> fields(Query query) {
        Set<String> fields = new LinkedHashSet<>(query.texts("field"));
        fields.retainAll(WaldurEvent.FIELDS);
        return fields;
    }

    /// @param groups the organisation's groups, read only if there is a `feature`
    EventSelection selection(WaldurGroups groups) {
        List<Predicate<Event>> rest = new ArrayList<>();
        for (String member : List.of("customer_uuid", "project_uuid", "user_uuid")) {
            uuid(member).ifPresent(uuid -> rest.add(shows(member, uuid)));
        }
        uuid("related_user_uuid").ifPresent(uuid -> rest.add(shows("user_uuid", uuid)));
        uuid("pat_uuid").ifPresent(uuid -> rest.add(shows("pat_uuid", uuid)));
        text("auth_method")
                .ifPresent(method -> rest.add(
                        event -> WaldurContext.text(event, "auth_method").equals(Optional.of(method))));
        text("message").ifPresent(text -> rest.add(event -> event.details().says(text)));
        text("scope").ifPresent(scope -> rest.add(scope(scope)));
        IdRange range = range();
        Optional<Set<String>> types = types(groups);
        if (types.isPresent() && types.get().isEmpty()) {
            range = new IdRange(EventId.FIRST, EventId.FIRST);
        }
        return new EventSelection(
                groups.org(), types.orElse(Set.of()), range, rest.stream().reduce(Predicate::and));
    }

    /// The last `o` counts, and the first of several names in it.
    Order order() {
        Order order = Order.DESC;
        boolean first = true;
        for (String name : text("o").map(text -> text.split(",", -1)).orElse(new String[0])) {
            Order asked = switch (name.strip()) {
                case "created" -> Order.ASC;
                case "-created", "" -> Order.DESC;
                default -> {
                    query.fault("o", "Select a valid choice. " + name + " is not one of the available choices.");
                    yield Order.DESC;
                }
            };
            order = first ? asked : order;
            first = false;
        }
        return order;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(last(query, name));
    }

    private Optional<String> uuid(String name) {
        return text(name).flatMap(text -> {
            Optional<String> uuid = WaldurUuid.parse(text);
            if (uuid.isEmpty()) {
                query.fault(name, "Enter a valid UUID.");
            }
            return uuid;
        });
    }

    private static Predicate<Event> shows(String member, String uuid) {
        return event -> WaldurContext.uuid(event, member).equals(Optional.of(uuid));
    }

    /// Returns the filter for an object. No event matches an object that isn't ours.
    private Predicate<Event> scope(String url) {
        Matcher object = OBJECT.matcher(url);
        Optional<String> uuid = object.matches() ? WaldurUuid.parse(object.group(2)) : Optional.empty();
        if (uuid.isEmpty()) {
            query.fault("scope", "Invalid hyperlink - No URL match.");
            return _ -> false;
        }
        return switch (object.group(1)) {
            case "customers" -> shows("customer_uuid", uuid.get());
            case "projects" -> shows("project_uuid", uuid.get());
            case "users" -> shows("user_uuid", uuid.get());
            default -> _ -> false;
        };
    }

    private IdRange range() {
        Instant from = seconds("created_from").orElse(Instant.EPOCH);
        Instant until = seconds("created_to").orElse(EventTimes.endOfPresent(now));
        IdRange range = IdRange.of(from, until);
        return range.isEmpty() ? new IdRange(range.from(), range.from()) : range;
    }

    private Optional<Instant> seconds(String name) {
        return text(name).flatMap(text -> {
            if (!DECIMAL.matcher(text).matches()) {
                query.fault(name, "Enter a number.");
                return Optional.empty();
            }
            BigInteger seconds = new BigDecimal(text).toBigInteger();
            if (seconds.abs().compareTo(END_OF_TIME) >= 0) {
                query.fault(name, "Value \"" + text + "\" should be valid UNIX timestamp.");
                return Optional.empty();
            }
            return Optional.of(
                    Instant.ofEpochSecond(seconds.max(BigInteger.ZERO).longValueExact()));
        });
    }

    /// Returns the types that both `event_type` and `feature` allow. Empty if neither is given; an empty set if
    /// they allow none.
    private Optional<Set<String>> types(WaldurGroups groups) {
        List<String> types = query.texts("event_type");
        List<String> features = query.texts("feature");
        if (types.isEmpty() && features.isEmpty()) {
            return Optional.empty();
        }
        Set<String> passed = new LinkedHashSet<>();
        types.forEach(type -> type(type).ifPresent(passed::add));
        if (types.isEmpty()) {
            passed.addAll(groups.types(Set.copyOf(features)));
        } else if (!features.isEmpty()) {
            passed.retainAll(groups.types(Set.copyOf(features)));
        }
        return Optional.of(passed);
    }

    /// Returns the type of that name as it is stored. Empty if no type can have it.
    private static Optional<String> type(String name) {
        return EventType.isOne(name) ? Optional.of(EventType.stored(name)) : Optional.empty();
    }
}
