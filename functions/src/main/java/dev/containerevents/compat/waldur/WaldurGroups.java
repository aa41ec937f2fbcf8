package dev.containerevents.compat.waldur;

import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;
import dev.containerevents.event.Tally;
import dev.containerevents.table.RollupTable;
import dev.containerevents.table.Units;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The groups of event types, which are an installation's own in Waldur: `containers`, the core types; `auth`,
/// what authentik reports of logins; `other`, what else the organisation has logged.
final class WaldurGroups {

    private static final List<String> CONTAINERS =
            Arrays.stream(CoreType.values()).map(CoreType::name).toList();
    private static final List<String> AUTH = List.of("login", "login_failed", "logout");

    private WaldurGroups() {}

    /// The types of each group. `auth` and `other` hold those that the organisation has logged, and are missing
    /// where it has none. 2 read units.
    static Map<String, Set<String>> of(Org org, RollupTable rollups, Units units) {
        Set<String> logged = new TreeSet<>();
        rollups.everyType(org.id(), units).tallies().forEach((key, tally) -> {
            if (!key.type().isEmpty() && !tally.equals(Tally.ZERO)) {
                logged.add(key.type());
            }
        });
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        groups.put("containers", new TreeSet<>(CONTAINERS));
        Set<String> auth = new TreeSet<>(AUTH);
        auth.retainAll(logged);
        groups.put("auth", auth);
        logged.removeAll(CONTAINERS);
        logged.removeAll(AUTH);
        groups.put("other", logged);
        groups.values().removeIf(Set::isEmpty);
        return groups;
    }
}
