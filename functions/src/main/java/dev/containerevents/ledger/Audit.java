package dev.containerevents.ledger;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import dev.containerevents.table.EventKey;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetKey.Kind;
import dev.containerevents.table.SheetRange;
import dev.containerevents.table.StoredSheet;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a whole log to tell which events of one day are stored as it says, and what the counters of the day, of
/// its month and of all time must be: those of the organisation, and if it has any, those of the containers that
/// have events of the day. Not thread-safe.
public final class Audit {

    /// The rows of a repair are kept in the stream's way as long as others are.
    private static final Duration KEPT = Duration.ofDays(7);

    private static final List<Kind> PERIODS = List.of(Kind.DAY, Kind.MONTH);
    private static final List<Kind> COUNTED = List.of(Kind.DAY, Kind.MONTH, Kind.EVER);

    private final LedgerTable table;
    private final String org;
    private final Instant day;
    private final RequestBudget budget;

    /// The last row of each event of the day.
    private final Map<EventKey, Logged> events = new LinkedHashMap<>();

    private final Map<SheetKey, Sheet> stored = new HashMap<>();
    private final Map<SheetKey, Sheet> expected = new HashMap<>();
    private final Ever ever;
    private final Set<String> containers;
    private final long size;

    private Audit(LedgerTable table, String org, Instant day, RequestBudget budget) {
        this.table = table;
        this.org = org;
        this.day = day;
        this.budget = budget;
        this.ever = Ever.readAll(table, org, budget);
        this.containers = ever.containers().isPresent() ? containersOfTheDay() : Set.of();
        ever.parts().forEach(sheet -> stored.put(sheet.key(), sheet));
        readSheets(null);
        containers.forEach(this::readSheets);
        // After the counters, so that there is no row that one of them has seen and we don't.
        LogReader rows = log();
        read(rows);
        this.size = rows.index();
    }

    /// From the first row to the last that there is now.
    private LogReader log() {
        Log log = new Log(table);
        return log.read(org, log.end(org, budget), 0, Integer.MAX_VALUE, budget);
    }

    /// Their keys can't be listed, so the log has to say which there are.
    private Set<String> containersOfTheDay() {
        Set<String> found = new LinkedHashSet<>();
        LogReader rows = log();
        while (rows.hasNext()) {
            Row row = rows.next();
            if (Effect.of(row).stream()
                    .anyMatch(effect -> Kind.DAY.floor(effect.time()).equals(day))) {
                found.add(row.container());
            }
        }
        return found;
    }

    /// @param container null for the organisation, whose sheets of all time are read before
    private void readSheets(@Nullable String container) {
        Instant end = Period.DAY.plus(day, 1);
        for (int part = 0; part < ever.types().parts(); part++) {
            List<SheetRange> ranges = new ArrayList<>();
            for (Kind kind : container == null ? PERIODS : COUNTED) {
                ranges.add(SheetRange.of(org, container, kind, part, day, end));
            }
            for (StoredSheet sheet : table.sheets(ranges, budget)) {
                stored.put(sheet.key(), Sheet.read(sheet));
            }
        }
    }

    /// Reads the log. Half a read unit for 4 KB of it, some 33 rows.
    ///
    /// @param day its beginning in UTC: events that happened on it are audited, whenever they were stored
    public static Audit of(LedgerTable table, String org, Instant day, RequestBudget budget) {
        return new Audit(table, org, day, budget);
    }

    /// The last row of an event.
    private record Logged(long index, Row row) {}

    private void read(LogReader rows) {
        Types types = new Types();
        while (rows.hasNext()) {
            long index = rows.index();
            Row row = rows.next();
            EventId id = row.id();
            if (Period.DAY.floor(id.timestamp()).equals(day)) {
                events.put(new EventKey(new Container(org, row.container()), id), new Logged(index, row));
            }
            for (Effect effect : Effect.of(row)) {
                types.assign(effect.type());
                add(index, effect, types, null);
                if (containers.contains(row.container())) {
                    add(index, effect, types, row.container());
                }
            }
            if (row.kind() == RowKind.STORED && index < ever.upto()) {
                sheet(Ever.key(org, 0)).stored(row.at());
            }
        }
    }

    private void add(long index, Effect effect, Types types, @Nullable String container) {
        int part = Types.part(types.number(effect.type()));
        add(index, effect, types, container, 0);
        if (part > 0) {
            add(index, effect, types, container, part);
        }
    }

    private void add(long index, Effect effect, Types types, @Nullable String container, int part) {
        int number = types.number(effect.type());
        for (Kind kind : COUNTED) {
            SheetKey key = new SheetKey(org, container, kind, part, kind.floor(effect.time()));
            if (index < seen(key) && key.start().equals(kind.floor(day))) {
                Sheet sheet = sheet(key);
                sheet.add(effect, number);
                sheet.names(kind == Kind.EVER && container == null ? types.of(part) : List.of());
            }
        }
    }

    /// How many rows a sheet has seen, whether it is stored or would be empty.
    private long seen(SheetKey key) {
        long all = key.container() == null ? ever.upto() : ever.containers().orElse(0);
        @Nullable Sheet has = stored.get(key);
        return has == null ? all : Math.max(all, has.upto());
    }

    private Sheet sheet(SheetKey key) {
        return expected.computeIfAbsent(key, Sheet::empty);
    }

    /// How many rows the log has.
    public long size() {
        return size;
    }

    /// Whether the log says that an event is stored.
    public boolean isStored(EventKey key) {
        @Nullable Logged logged = events.get(key);
        return logged != null && logged.row.kind() != RowKind.REMOVED;
    }

    /// The events of the day that are stored, if the log is right, and when their last rows say that something
    /// happened.
    public Map<EventKey, Instant> stored() {
        Map<EventKey, Instant> found = new LinkedHashMap<>();
        events.forEach((key, logged) -> {
            if (logged.row.kind() != RowKind.REMOVED) {
                found.put(key, logged.row.at());
            }
        });
        return found;
    }

    /// Has rows appended that say that these events were removed. By the way of the stream, like any other, and
    /// once however often it is done.
    public void remove(Collection<EventKey> keys, Instant now) {
        Map<BigInteger, byte[]> rows = new TreeMap<>();
        for (EventKey key : keys) {
            Logged logged = events.get(key);
            if (logged != null) {
                rows.put(
                        BigInteger.valueOf(logged.index),
                        Row.lost(logged.row, now).bytes());
            }
            if (rows.size() == LedgerTable.MOST_STAGED) {
                stage(rows, now);
                rows.clear();
            }
        }
        if (!rows.isEmpty()) {
            stage(rows, now);
        }
    }

    private void stage(Map<BigInteger, byte[]> rows, Instant now) {
        Instant expires = now.plus(KEPT).truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        table.stage(org, "audit#" + day.getEpochSecond(), rows, expires, budget);
    }

    /// A counter that is wrong.
    ///
    /// @param container null for the whole organisation
    /// @param period  a day means that the counters of its month have it wrong
    /// @param start   the beginning of the period
    /// @param type    null for all types that are counted together
    /// @param counted what it says
    /// @param logged  what the log says
    public record Difference(
            @Nullable String container,
            Period period,
            Instant start,
            @Nullable String type,
            Tally counted,
            Tally logged) {}

    /// The counters that are wrong.
    public List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        for (SheetKey key : keys()) {
            Sheet is = stored.getOrDefault(key, Sheet.empty(key));
            Sheet should = sheet(key);
            for (int line = 0; line <= Sheet.OTHERS; line++) {
                for (int column = 0; column < key.kind().columns(); column++) {
                    if (!is.tally(line, column).equals(should.tally(line, column))) {
                        differences.add(new Difference(
                                key.container(),
                                switch (key.kind()) {
                                    case CONTAINERS, EVER -> Period.EVER;
                                    case MONTH -> Period.DAY;
                                    case DAY -> Period.HOUR;
                                },
                                key.kind().time(key.start(), column),
                                line == Sheet.OTHERS ? null : ever.types().name(key.part() * Sheet.TYPES + line),
                                is.tally(line, column),
                                should.tally(line, column)));
                    }
                }
            }
        }
        return differences;
    }

    /// Puts the counters right that are wrong and haven't changed since they were read. 1 write unit for each KB.
    public void repairCounters() {
        for (SheetKey key : keys()) {
            Sheet is = stored.getOrDefault(key, Sheet.empty(key));
            Sheet should = sheet(key);
            long upto = seen(key);
            if (!is.write(upto).equals(should.write(upto))) {
                table.replace(is.replaced(), should.write(upto), budget);
            }
        }
    }

    private Collection<SheetKey> keys() {
        Set<SheetKey> keys = new LinkedHashSet<>(stored.keySet());
        keys.addAll(expected.keySet());
        return keys;
    }
}
