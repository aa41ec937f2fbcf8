package dev.containerevents.table;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Which counters an item holds: those of a part of an organisation's types, or of one of its containers, in one
/// period.
///
/// As an item it is in partition `C#acme` or `C#acme#web-1`, with a sort key such as `D#0000#2026-11-21`, so the
/// sheets of one part are next to each other in the order of time.
///
/// @param container null for the whole organisation
/// @param part      from 0 on
/// @param start     the beginning of the period
public record SheetKey(String org, @Nullable String container, Kind kind, int part, Instant start) {

    /// What the counters of a sheet are of. None of them has a time of the year 10000 or later.
    public enum Kind {
        /// How far the sheets of containers are; it has no counters.
        CONTAINERS("A", 0),

        /// All of time.
        EVER("A#", 1),

        /// A month, by day.
        MONTH("M#", 31),

        /// A day, by hour.
        DAY("D#", 24);

        private final String prefix;
        private final int columns;

        Kind(String prefix, int columns) {
            this.prefix = prefix;
            this.columns = columns;
        }

        /// How many times a sheet tells apart.
        public int columns() {
            return columns;
        }

        /// The beginning of the period that a time is in.
        public Instant floor(Instant time) {
            return switch (this) {
                case CONTAINERS, EVER -> Instant.EPOCH;
                case MONTH -> {
                    Instant day = time.truncatedTo(ChronoUnit.DAYS);
                    yield day.minus(column(day), ChronoUnit.DAYS);
                }
                case DAY -> time.truncatedTo(ChronoUnit.DAYS);
            };
        }

        /// Which column of its sheet a time is in.
        public int column(Instant time) {
            return switch (this) {
                case CONTAINERS, EVER -> 0;
                case MONTH -> time.atOffset(ZoneOffset.UTC).getDayOfMonth() - 1;
                case DAY -> time.atOffset(ZoneOffset.UTC).get(ChronoField.HOUR_OF_DAY);
            };
        }

        /// When a column of the sheet begins that begins at that time.
        public Instant time(Instant start, int column) {
            return switch (this) {
                case CONTAINERS, EVER -> start;
                case MONTH -> start.plus(column, ChronoUnit.DAYS);
                case DAY -> start.plus(column, ChronoUnit.HOURS);
            };
        }
    }

    private static final String PARTITION = "C#";
    private static final int PART_DIGITS = 4;

    /// The number of parts that keys can tell apart.
    public static final int PARTS = 10_000;

    String partition() {
        return PARTITION + org + (container == null ? "" : "#" + container);
    }

    String sortKey() {
        if (kind == Kind.CONTAINERS) {
            return kind.prefix;
        }
        String digits = Integer.toString(part);
        String key = kind.prefix + "0".repeat(PART_DIGITS - digits.length()) + digits;
        return switch (kind) {
            case CONTAINERS, EVER -> key;
            case MONTH -> key + "#" + start.toString().substring(0, "2026-11".length());
            case DAY -> key + "#" + start.toString().substring(0, "2026-11-21".length());
        };
    }

    static SheetKey read(String partition, String sortKey) {
        int separator = partition.indexOf('#', PARTITION.length());
        String org = partition.substring(PARTITION.length(), separator < 0 ? partition.length() : separator);
        String container = separator < 0 ? null : partition.substring(separator + 1);
        Kind kind = kind(sortKey);
        if (kind == Kind.CONTAINERS) {
            return new SheetKey(org, container, kind, 0, Instant.EPOCH);
        }
        int begin = kind.prefix.length();
        int part = Integer.parseInt(sortKey.substring(begin, begin + PART_DIGITS));
        String period = sortKey.substring(Math.min(sortKey.length(), begin + PART_DIGITS + 1));
        LocalDate day = switch (kind) {
            case CONTAINERS, EVER -> LocalDate.EPOCH;
            case MONTH -> YearMonth.parse(period).atDay(1);
            case DAY -> LocalDate.parse(period);
        };
        return new SheetKey(
                org, container, kind, part, day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static Kind kind(String sortKey) {
        return switch (sortKey.charAt(0)) {
            case 'M' -> Kind.MONTH;
            case 'D' -> Kind.DAY;
            default -> sortKey.equals(Kind.CONTAINERS.prefix) ? Kind.CONTAINERS : Kind.EVER;
        };
    }
}
