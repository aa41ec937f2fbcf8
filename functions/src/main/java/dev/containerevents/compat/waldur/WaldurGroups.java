package dev.containerevents.compat.waldur;

import dev.containerevents.count.EventCounter;
import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;
import dev.containerevents.table.RequestBudget;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The groups of event types of one organisation. In Waldur, groups belong to the installation. Here they are
/// `containers`, the core types; `auth`, the logins that authentik reports; and `other`, all other types that the
/// organisation has logged.
///
/// @param budget counts what is read
record WaldurGroups(Org org, EventCounter counter, RequestBudget budget) {

    private static final String CONTAINERS = "containers";
    private static final String AUTH = "auth";
    private static final String OTHER = "other";

    private static final List<String> CONTAINER_TYPES =
            Arrays.stream(CoreType.values()).map(CoreType::name).toList();
    private static final List<String> AUTH_TYPES = List.of("login", "login_failed", "logout");

    /// Returns all groups, with the types of each. `auth` and `other` have only types that the organisation has
    /// logged, and are missing where it has logged none. 3 read units.
    Map<String, Set<String>> logged() {
        Set<String> logged = loggedTypes();
        Set<String> auth = new TreeSet<>(AUTH_TYPES);
        auth.retainAll(logged);
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        groups.put(CONTAINERS, new TreeSet<>(CONTAINER_TYPES));
        groups.put(AUTH, auth);
        groups.put(OTHER, others(logged));
        groups.values().removeIf(Set::isEmpty);
        return groups;
    }

    /// Returns the types of these groups, logged or not; an unknown group has none. `other` costs 3 read units and
    /// knows a new type within about three seconds; the others cost nothing.
    Set<String> types(Set<String> names) {
        Set<String> types = new TreeSet<>();
        for (String name : names) {
            types.addAll(
                    switch (name) {
                        case CONTAINERS -> CONTAINER_TYPES;
                        case AUTH -> AUTH_TYPES;
                        case OTHER -> others(loggedTypes());
                        default -> List.of();
                    });
        }
        return types;
    }

    private static Set<String> others(Set<String> logged) {
        Set<String> others = new TreeSet<>(logged);
        others.removeAll(CONTAINER_TYPES);
        others.removeAll(AUTH_TYPES);
        return others;
    }

    private Set<String> loggedTypes() {
        return counter.types(org, budget);
    }
}
