package dev.containerevents.ledger;

import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetKey.Kind;
import dev.containerevents.table.SheetRange;
import dev.containerevents.table.StoredRun;
import dev.containerevents.table.StoredSheet;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the counters of an organisation, or of one of its containers, exact up to the last row of its log: each
/// counter, and the rows that it hasn't seen.
///
/// What was read first says up to where all counters are. A counter that has seen more than the rows that were
/// read makes it read more rows, so all counters tell of the same moment. Not thread-safe.
public final class Counters {

    /// No counter is of that time or later.
    public static final Instant FAR = Effect.FAR;

    private final LedgerTable table;
    private final String org;
    private final @Nullable String container;
    private final Selection selection;
    private final RequestBudget budget;
    private final Ever ever;

    /// The index of the first of `rows`.
    private final long begin;

    /// What the counters have seen at least.
    private final long seen;

    private final List<Row> rows = new ArrayList<>();
    private Run last = Run.NONE;
    private Instant earliest;
    private Instant latest;

    private Counters(
            LedgerTable table,
            String org,
            @Nullable String container,
            Selection selection,
            Ever ever,
            RequestBudget budget) {
        this.table = table;
        this.org = org;
        this.container = container;
        this.selection = selection;
        this.budget = budget;
        this.ever = ever;
        this.seen = container == null ? ever.upto() : ever.containers().orElseThrow();
        this.begin = Math.min(seen, ever.upto());
        this.earliest = ever.first().earliest();
        this.latest = ever.first().latest();
        readRows();
    }

    /// Which events to count.
    ///
    /// @param types of any of these types; empty for all
    /// @param each  whether to tell types apart
    public record Selection(Set<String> types, boolean each) {

        boolean isOfAllTogether() {
            return types.isEmpty() && !each;
        }
    }

    /// Takes what is counted.
    public interface Sink {

        /// Takes the events of one hour, day or moment.
        ///
        /// @param time in the hour or the day that is counted
        /// @param type null if all types are counted together
        void add(Instant time, @Nullable String type, Tally tally);
    }

    /// Reads where the counters of an organisation are. Consistent. 1 read unit and 1 for 4 KB of the rows that
    /// the counters haven't seen, which is 3 for an organisation of few types.
    public static Counters of(LedgerTable table, String org, Selection selection, RequestBudget budget) {
        return new Counters(table, org, null, selection, ever(table, org, selection, budget), budget);
    }

    /// The same of a container. Empty if the organisation has no counters of containers, or they have not seen
    /// more than that many rows.
    public static Optional<Counters> of(
            LedgerTable table, String org, String container, int most, Selection selection, RequestBudget budget) {
        Ever ever = ever(table, org, selection, budget);
        boolean isCounted =
                ever.containers().isPresent() && ever.upto() - ever.containers().getAsLong() <= most;
        return isCounted ? Optional.of(new Counters(table, org, container, selection, ever, budget)) : Optional.empty();
    }

    /// Says whether an organisation has counters of each container. Those of a long log are brought up to its end
    /// step by step, whenever counters are folded. 1 read and 1 write unit.
    public static void setPerContainer(LedgerTable table, String org, boolean perContainer, RequestBudget budget) {
        SheetKey key = Ever.containers(org);
        Optional<StoredSheet> stored =
                table.sheets(Set.of(key), budget).stream().findFirst();
        while (perContainer != (stored.isPresent() && stored.get().upto() != Fold.NONE)) {
            OptionalLong replaced =
                    stored.map(sheet -> OptionalLong.of(sheet.upto())).orElse(OptionalLong.empty());
            StoredSheet sheet = new StoredSheet(key, perContainer ? 0 : Fold.NONE, ByteBuffer.allocate(0));
            stored = Optional.of(table.replace(replaced, sheet, budget).orElse(sheet));
        }
    }

    private static Ever ever(LedgerTable table, String org, Selection selection, RequestBudget budget) {
        return selection.each && selection.types.isEmpty()
                ? Ever.readAll(table, org, budget)
                : Ever.read(table, org, selection.types, budget);
    }

    /// Reads the rows from the end of those that were read on.
    private void readRows() {
        long next = begin + rows.size();
        for (StoredRun stored : table.runsToEnd(org, next, budget)) {
            last = Run.read(stored);
            for (Row row : last.rows()) {
                rows.add(row);
                for (Effect effect : Effect.of(row)) {
                    ever.types().assign(effect.type());
                    earliest = effect.time().isBefore(earliest) ? effect.time() : earliest;
                    latest = effect.time().isAfter(latest) ? effect.time() : latest;
                }
            }
        }
    }

    /// When the newest event was stored that is counted; empty if none is.
    public Optional<Instant> asOf() {
        Instant newest = last.newest().isAfter(ever.first().newest())
                ? last.newest()
                : ever.first().newest();
        return newest.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(newest);
    }

    /// No counted event happened before that time.
    public Instant earliest() {
        return earliest;
    }

    /// No counted event happened after that time.
    public Instant latest() {
        return latest;
    }

    /// Whether an event of that time or later may be counted in a sheet. Of the rows beyond the sheets, each is
    /// known.
    public boolean areSheetsBeyond(Instant time) {
        return !ever.first().latest().isBefore(time);
    }

    /// Whether some of the selected types are counted together with others only.
    public boolean areTypesUnknown() {
        return ever.types().isFull()
                && (selection.types.isEmpty()
                        ? selection.each
                        : selection.types.stream().anyMatch(type -> ever.types().number(type) == Types.NONE));
    }

    /// How many sheets tell of one period.
    public int parts() {
        return Math.max(1, wanted().size());
    }

    /// Some whole hours or days, all counted in sheets of one kind.
    ///
    /// @param end exclusive
    private record Segment(Kind kind, Instant from, Instant end) {

        boolean holds(Instant time) {
            return !time.isBefore(from) && time.isBefore(end);
        }
    }

    /// Counts the events of all time.
    ///
    /// @param until rows of events of that time or later are left out
    public void ever(Instant until, Sink sink) {
        Segment all = new Segment(Kind.EVER, Instant.EPOCH, FAR);
        if (container == null) {
            Map<SheetKey, Sheet> sheets = new HashMap<>();
            Set<Integer> wanted = wanted();
            for (Sheet sheet : ever.parts()) {
                if (wanted.contains(sheet.key().part())) {
                    sheets.put(sheet.key(), sheet);
                }
            }
            add(List.of(all), sheets, until, sink);
        } else {
            add(List.of(all), until, sink);
        }
    }

    /// Counts the events of some hours. 1 read unit for 4 KB of sheets, of which there is one for each month and
    /// one for a day at each end, or one for each day, and for 16 types each.
    ///
    /// @param from    the beginning of an hour
    /// @param end     the beginning of an hour, exclusive, at most [#FAR]
    /// @param byHours whether to count each hour
    /// @param until   rows of events of that time or later are left out
    public void between(Instant from, Instant end, boolean byHours, Instant until, Sink sink) {
        List<Segment> segments = segments(from, end, byHours);
        if (!segments.isEmpty()) {
            add(segments, until, sink);
        }
    }

    private static List<Segment> segments(Instant from, Instant end, boolean byHours) {
        Instant firstDay = Period.DAY.ceiling(from);
        Instant lastDay = Period.DAY.floor(end);
        List<Segment> segments = new ArrayList<>();
        if (byHours || !firstDay.isBefore(lastDay)) {
            segments.add(new Segment(Kind.DAY, from, end));
        } else {
            segments.add(new Segment(Kind.DAY, from, firstDay));
            segments.add(new Segment(Kind.MONTH, firstDay, lastDay));
            segments.add(new Segment(Kind.DAY, lastDay, end));
        }
        segments.removeIf(segment -> !segment.from.isBefore(segment.end));
        return segments;
    }

    /// The parts that count the selected types.
    private Set<Integer> wanted() {
        Set<Integer> parts = new TreeSet<>();
        if (selection.isOfAllTogether()) {
            parts.add(0);
        } else if (selection.types.isEmpty()) {
            for (int part = 0; part < ever.types().parts(); part++) {
                parts.add(part);
            }
        } else {
            for (String type : selection.types) {
                int number = ever.types().number(type);
                if (number != Types.NONE) {
                    parts.add(Types.part(number));
                }
            }
        }
        return parts;
    }

    private void add(List<Segment> segments, Instant until, Sink sink) {
        List<SheetRange> ranges = new ArrayList<>();
        for (int part : wanted()) {
            for (Segment segment : segments) {
                ranges.add(SheetRange.of(org, container, segment.kind, part, segment.from, segment.end));
            }
        }
        Map<SheetKey, Sheet> sheets = new HashMap<>();
        long upto = 0;
        if (!ranges.isEmpty()) {
            for (StoredSheet stored : table.sheets(ranges, budget)) {
                sheets.put(stored.key(), Sheet.read(stored));
                upto = Math.max(upto, stored.upto());
            }
        }
        if (upto > begin + rows.size()) {
            // Of a type that occurs only in these rows, no sheet is needed.
            readRows();
        }
        add(segments, sheets, until, sink);
    }

    private void add(List<Segment> segments, Map<SheetKey, Sheet> sheets, Instant until, Sink sink) {
        for (Sheet sheet : sheets.values()) {
            for (Segment segment : segments) {
                if (segment.kind == sheet.key().kind()) {
                    add(segment, sheet, sink);
                }
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            if (container == null || container.equals(rows.get(i).container())) {
                for (Effect effect : Effect.of(rows.get(i))) {
                    if (selection.types.isEmpty() || selection.types.contains(effect.type())) {
                        add(begin + i, effect, segments, sheets, until, sink);
                    }
                }
            }
        }
    }

    private void add(Segment segment, Sheet sheet, Sink sink) {
        for (int line = 0; line <= Sheet.OTHERS; line++) {
            @Nullable
            String type =
                    line == Sheet.OTHERS ? null : ever.types().name(sheet.key().part() * Sheet.TYPES + line);
            boolean isSelected = selection.isOfAllTogether()
                    || (type != null && (selection.types.isEmpty() || selection.types.contains(type)));
            for (int column = 0; isSelected && column < segment.kind.columns(); column++) {
                Tally tally = sheet.tally(line, column);
                Instant time = segment.kind.time(sheet.key().start(), column);
                if (!tally.equals(Tally.ZERO) && segment.holds(time)) {
                    sink.add(time, selection.each || !selection.types.isEmpty() ? type : null, tally);
                }
            }
        }
    }

    /// Adds a row that its sheet hasn't seen, and takes away one that it has seen and is left out.
    private void add(
            long index, Effect effect, List<Segment> segments, Map<SheetKey, Sheet> sheets, Instant until, Sink sink) {
        for (Segment segment : segments) {
            if (segment.holds(effect.time())) {
                int part = selection.isOfAllTogether()
                        ? 0
                        : Types.part(ever.types().number(effect.type()));
                @Nullable
                Sheet sheet =
                        sheets.get(new SheetKey(org, container, segment.kind, part, segment.kind.floor(effect.time())));
                boolean isSeen = index < Math.max(seen, sheet == null ? 0 : sheet.upto());
                boolean isWanted = effect.time().isBefore(until);
                if (isSeen != isWanted) {
                    sink.add(
                            effect.time(),
                            selection.isOfAllTogether() ? null : effect.type(),
                            isWanted ? effect.tally() : effect.tally().negated());
                }
            }
        }
    }
}
