package dev.containerevents.ledger;

import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetKey.Kind;
import dev.containerevents.table.SheetRange;
import dev.containerevents.table.StoredSheet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// The counters of all time of an organisation. Whoever reads or moves counters reads these first, because they
/// say up to where all counters are.
///
/// @param parts      the first, and the others if they were asked for
/// @param types      of the parts
/// @param containers up to where the counters of containers are; empty if the organisation has none
record Ever(List<Sheet> parts, Types types, OptionalLong containers) {

    /// Reads all parts. 1 read unit, or for many types 1 for 4 KB.
    static Ever readAll(LedgerTable table, String org, RequestBudget budget) {
        return read(table, org, true, Set.of(), budget);
    }

    /// Reads the first part, and the others if they are needed to tell these types apart. 1 read unit, or for many
    /// types 1 for 4 KB.
    static Ever read(LedgerTable table, String org, Set<String> types, RequestBudget budget) {
        return read(table, org, false, types, budget);
    }

    private static Ever read(LedgerTable table, String org, boolean all, Set<String> wanted, RequestBudget budget) {
        List<Sheet> parts = new ArrayList<>();
        OptionalLong containers = OptionalLong.empty();
        SheetKey first = key(org, 0);
        for (StoredSheet stored : table.sheets(List.of(new SheetRange(containers(org), first)), budget)) {
            if (stored.key().kind() == Kind.CONTAINERS) {
                containers = stored.upto() == Fold.NONE ? OptionalLong.empty() : OptionalLong.of(stored.upto());
            } else {
                parts.add(Sheet.read(stored));
            }
        }
        if (parts.isEmpty()) {
            parts.add(Sheet.empty(first));
        }
        // Only now: a part that is older than the first could lack types that the first one says are counted.
        List<String> names = parts.getFirst().names();
        if (names.size() == Sheet.TYPES && (all || !names.containsAll(wanted))) {
            SheetRange others = new SheetRange(key(org, 1), key(org, SheetKey.PARTS - 1));
            table.sheets(List.of(others), budget).forEach(stored -> parts.add(Sheet.read(stored)));
        }
        Types types = new Types();
        parts.forEach(part -> types.add(part.key().part(), part.names()));
        return new Ever(parts, types, containers);
    }

    static SheetKey key(String org, int part) {
        return new SheetKey(org, null, Kind.EVER, part, Instant.EPOCH);
    }

    static SheetKey containers(String org) {
        return new SheetKey(org, null, Kind.CONTAINERS, 0, Instant.EPOCH);
    }

    Sheet first() {
        return parts.getFirst();
    }

    /// All counters have seen so many rows of the log, and some more.
    long upto() {
        return first().upto();
    }
}
