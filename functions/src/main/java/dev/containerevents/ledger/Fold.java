package dev.containerevents.ledger;

import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetKey.Kind;
import dev.containerevents.table.StoredSheet;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Brings the counters of an organisation up to the end of its log.
///
/// Each sheet says how many rows it has seen. It is replaced only if it hasn't changed since it was read, by what
/// it was and the rows that it hasn't seen. The sheet of all time comes last: what it has seen, all others have.
/// So a row is counted once in each sheet, whoever folds, at the same time or again, and wherever they stop.
/// Thread-safe.
final class Fold {

    /// So many rows are folded at a time.
    private static final int MOST_ROWS = 4_000;

    /// What is left of a long log is folded for containers when the next flag is appended.
    private static final int CONTAINER_SLICES = 2;

    /// How far the counters of containers are where there are none.
    static final long NONE = -1;

    private final LedgerTable table;
    private final int mostRows;

    Fold(LedgerTable table) {
        this(table, MOST_ROWS);
    }

    /// @param mostRows how many rows to fold at a time, or some more to the end of a run
    Fold(LedgerTable table, int mostRows) {
        this.table = table;
        this.mostRows = mostRows;
    }

    /// Folds all rows up to that run. For each sheet that changes 1 write unit, or for each KB of it, and 1 read
    /// unit.
    void fold(String org, Run end, RequestBudget budget) {
        fold(org, end, CONTAINER_SLICES, budget);
    }

    private void fold(String org, Run end, int slices, RequestBudget budget) {
        Ever ever = Ever.readAll(table, org, budget);
        long reached = ever.upto();
        while (reached < end.end()) {
            reached = foldSlice(org, ever, end, budget);
            ever = reached < end.end() ? Ever.readAll(table, org, budget) : ever;
        }
        long ofContainers = ever.containers().orElse(NONE);
        for (int slice = 0; ofContainers != NONE && ofContainers < end.end() && slice < slices; slice++) {
            ofContainers = foldContainers(org, ever.types(), ofContainers, end, budget);
        }
    }

    /// @return the index that it reached
    private long foldSlice(String org, Ever ever, Run end, RequestBudget budget) {
        Changes changes = new Changes(org, false, ever.types());
        long stop = changes.read(reader(org, end, ever.upto(), budget), mostRows);
        Map<SheetKey, Sheet> sheets = read(changes, budget);
        ever.parts().forEach(part -> sheets.put(part.key(), part));
        changes.ofSheets.forEach((key, ofSheet) -> {
            if (key.kind() != Kind.EVER) {
                write(sheet(sheets, key), ofSheet, changes, ever.upto(), stop, budget);
            }
        });
        for (int part = ever.types().parts() - 1; part >= 0; part--) {
            SheetKey key = Ever.key(org, part);
            List<Change> ofSheet = changes.ofSheets.getOrDefault(key, List.of());
            if (part == 0 || !ofSheet.isEmpty()) {
                write(sheet(sheets, key), ofSheet, changes, ever.upto(), stop, budget);
            }
        }
        return stop;
    }

    /// @return up to where the counters of containers are now; [#NONE] if nobody wants them any more
    private long foldContainers(String org, Types types, long begin, Run end, RequestBudget budget) {
        Changes changes = new Changes(org, true, types);
        long stop = changes.read(reader(org, end, begin, budget), mostRows);
        Map<SheetKey, Sheet> sheets = read(changes, budget);
        changes.ofSheets.forEach((key, ofSheet) -> write(sheet(sheets, key), ofSheet, changes, begin, stop, budget));
        StoredSheet reached = new StoredSheet(Ever.containers(org), stop, ByteBuffer.allocate(0));
        return table.replace(OptionalLong.of(begin), reached, budget)
                .map(StoredSheet::upto)
                .orElse(stop);
    }

    private LogReader reader(String org, Run end, long begin, RequestBudget budget) {
        return new LogReader(table, org, end, begin, (int) Math.min(mostRows, end.end() - begin), budget);
    }

    private Map<SheetKey, Sheet> read(Changes changes, RequestBudget budget) {
        Map<SheetKey, Sheet> sheets = new HashMap<>();
        for (StoredSheet stored : table.sheets(changes.keysToRead(), budget)) {
            sheets.put(stored.key(), Sheet.read(stored));
        }
        return sheets;
    }

    private static Sheet sheet(Map<SheetKey, Sheet> sheets, SheetKey key) {
        return sheets.getOrDefault(key, Sheet.empty(key));
    }

    /// Writes what a sheet is at the end of the slice, unless it has seen that already.
    private void write(Sheet old, List<Change> changes, Changes all, long begin, long stop, RequestBudget budget) {
        Sheet sheet = old;
        while (sheet.upto() < stop) {
            long seen = Math.max(begin, sheet.upto());
            for (Change change : changes) {
                if (change.index >= seen) {
                    sheet.add(change.effect, change.number);
                }
            }
            if (sheet.key().kind() == Kind.EVER && sheet.key().container() == null) {
                sheet.names(all.types.of(sheet.key().part()));
            }
            if (sheet.key().equals(Ever.key(all.org, 0))) {
                sheet.stored(all.newest);
            }
            Optional<StoredSheet> winner = table.replace(sheet.replaced(), sheet.write(stop), budget);
            if (winner.isEmpty()) {
                return;
            }
            sheet = Sheet.read(winner.get());
        }
    }

    /// An effect of the row of that index.
    ///
    /// @param number of the type
    private record Change(long index, Effect effect, int number) {}

    /// What some rows change.
    private static final class Changes {

        final String org;
        final boolean ofContainers;
        final Types types;
        final Map<SheetKey, List<Change>> ofSheets = new LinkedHashMap<>();
        Instant newest = Instant.EPOCH;

        Changes(String org, boolean ofContainers, Types types) {
            this.org = org;
            this.ofContainers = ofContainers;
            this.types = types;
        }

        /// Reads so many rows, and on to the end of a run.
        ///
        /// @return the index after it
        long read(LogReader rows, int most) {
            long begin = rows.index();
            while (rows.hasNext() && !(rows.index() - begin >= most && rows.mustReadOn())) {
                long index = rows.index();
                Row row = rows.next();
                if (row.kind() == RowKind.STORED && row.at().isAfter(newest)) {
                    newest = row.at();
                }
                for (Effect effect : Effect.of(row)) {
                    add(index, row.container(), effect);
                }
            }
            return rows.index();
        }

        private void add(long index, String container, Effect effect) {
            if (!ofContainers) {
                types.assign(effect.type());
            }
            int number = types.number(effect.type());
            @Nullable String of = ofContainers ? container : null;
            for (Kind kind : new Kind[] {Kind.DAY, Kind.MONTH, Kind.EVER}) {
                Instant start = kind.floor(effect.time());
                add(new SheetKey(org, of, kind, 0, start), new Change(index, effect, number));
                if (Types.part(number) > 0) {
                    add(new SheetKey(org, of, kind, Types.part(number), start), new Change(index, effect, number));
                }
            }
        }

        private void add(SheetKey key, Change change) {
            ofSheets.computeIfAbsent(key, _ -> new ArrayList<>()).add(change);
        }

        /// Those of an organisation of all time were read before.
        Set<SheetKey> keysToRead() {
            return ofSheets.keySet().stream()
                    .filter(key -> ofContainers || key.kind() != Kind.EVER)
                    .collect(Collectors.toSet());
        }
    }
}
