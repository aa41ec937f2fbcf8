package dev.containerevents.compat.togai;

import dev.containerevents.event.EventId;
import dev.containerevents.event.EventTimes;
import dev.containerevents.event.EventType;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.http.Cursor;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Query;
import dev.containerevents.json.Faults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The query of Togai's list.
///
/// @param holdsNothing whether none of our events can be in it
/// @param types        any of these; empty for all
/// @param range        the rest of it after the token
/// @param list         the digest of the list, for further tokens
record TogaiQuery(boolean holdsNothing, Set<String> types, IdRange range, int pageSize, long list) {

    /// Newest first: Togai doesn't document the order, and its own tokens support both.
    static final Order ORDER = Order.DESC;

    private static final int MOST = 50;
    private static final int LONGEST_ACCOUNT = 255;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d+");

    /// Reads the parameters.
    ///
    /// @throws Problem 400 with all faults, otherwise 422 if the page would be too large
    static TogaiQuery read(Query query, TogaiDialect dialect, Org org, Instant now, Faults faults) {
        @Nullable Instant start = dialect.filtersByTime() ? query.time("start_time") : null;
        @Nullable Instant end = dialect.filtersByTime() ? query.time("end_time") : null;
        Set<String> types = dialect.filtersByTime() ? Set.of() : types(query);
        if (start != null && end != null && start.isAfter(end)) {
            query.fault("start_time", "must not be after end_time");
        }
        boolean othersAccount = !isOwnAccount(query, org);
        boolean unprocessed = asksForUnprocessed(query);
        long pageSize = pageSize(query);
        List<String> identity = new ArrayList<>(List.of(
                dialect.list(),
                org.id(),
                String.valueOf(start),
                String.valueOf(end),
                String.valueOf(othersAccount),
                String.valueOf(unprocessed)));
        identity.addAll(types);
        long list = Cursor.digest(identity);
        @Nullable Cursor cursor = Cursor.read(query, "nextToken", list);
        query.rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        if (pageSize > MOST) {
            throw Problem.unprocessable("pageSize must be at most " + MOST + ".");
        }
        IdRange range =
                IdRange.of(start == null ? Instant.EPOCH : start, end == null ? EventTimes.endOfPresent(now) : end);
        return new TogaiQuery(
                othersAccount || unprocessed,
                types,
                cursor == null ? range : range.behind(cursor.position(), ORDER),
                (int) pageSize,
                list);
    }

    /// Returns the token of the page after that event.
    String token(EventId position) {
        return new Cursor(position, Cursor.Direction.NEXT, list).token();
    }

    private static Set<String> types(Query query) {
        String name = query.text("schema_name");
        if (name == null) {
            return Set.of();
        }
        if (!EventType.isOne(name)) {
            query.fault("schema_name", EventType.RULE);
            return Set.of();
        }
        return Set.of(EventType.stored(name));
    }

    /// The account is our organisation, and a key sees only its own. Another account is an empty list, not an
    /// error, which would reveal which others exist.
    private static boolean isOwnAccount(Query query, Org org) {
        String account = query.text("account_id");
        if (account != null && (account.isEmpty() || account.length() > LONGEST_ACCOUNT)) {
            query.fault("account_id", "must have 1 to " + LONGEST_ACCOUNT + " characters");
        }
        return account == null || account.equals(org.id());
    }

    /// Every stored event is processed. Togai's specification has these names in capitals, its prose has others in
    /// small letters.
    private static boolean asksForUnprocessed(Query query) {
        String status = query.text("status");
        return switch (status) {
            case null -> false;
            case "PROCESSED", "processed" -> false;
            case "IN_PROGRESS", "UNPROCESSED", "in_progress", "unprocessed" -> true;
            default -> {
                query.fault("status", "must be PROCESSED or IN_PROGRESS");
                yield false;
            }
        };
    }

    /// May exceed the maximum of a page: that isn't a fault, but a 422.
    private static long pageSize(Query query) {
        String text = query.text("pageSize");
        if (text == null) {
            return MOST;
        }
        if (!WHOLE_NUMBER.matcher(text).matches() || text.chars().allMatch(digit -> digit == '0')) {
            query.fault("pageSize", "must be a whole number from 1 to " + MOST);
            return MOST;
        }
        return text.length() > 9 ? Long.MAX_VALUE : Long.parseLong(text);
    }
}
