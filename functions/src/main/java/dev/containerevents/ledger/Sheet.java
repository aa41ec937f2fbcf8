package dev.containerevents.ledger;

import dev.containerevents.event.Tally;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetKey.Kind;
import dev.containerevents.table.StoredSheet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// The counters of up to 16 types, in each hour of a day, each day of a month, or of all time. The first part also
/// has the counters of all types of other parts together. Not thread-safe.
///
/// As bytes, each line that isn't zero has its number, the columns in which it isn't zero as bits, and of each of
/// these the successes and failures. Numbers have seven bits a byte, the lowest first, with the sign in the lowest
/// bit. The counters of all time of an organisation also have the names of the types, and the first and last time
/// at which any event happened.
final class Sheet {

    /// How many types a sheet tells apart.
    static final int TYPES = 16;

    /// The line of all other types.
    static final int OTHERS = TYPES;

    private final SheetKey key;
    private final OptionalLong replaced;
    private final Tally[][] lines;
    private final long upto;
    private List<String> names = List.of();
    private Instant earliest = Effect.FAR;
    private Instant latest = Instant.EPOCH;
    private Instant newest = Instant.EPOCH;

    private Sheet(SheetKey key, long upto, OptionalLong replaced) {
        this.key = key;
        this.upto = upto;
        this.replaced = replaced;
        this.lines = new Tally[TYPES + 1][key.kind().columns()];
        for (Tally[] line : lines) {
            Arrays.fill(line, Tally.ZERO);
        }
    }

    /// The sheet that has seen nothing.
    static Sheet empty(SheetKey key) {
        return new Sheet(key, 0, OptionalLong.empty());
    }

    static Sheet read(StoredSheet stored) {
        Sheet sheet = new Sheet(stored.key(), stored.upto(), OptionalLong.of(stored.upto()));
        sheet.read(stored.content().duplicate());
        return sheet;
    }

    private void read(ByteBuffer content) {
        if (hasNames()) {
            int count = (int) number(content);
            List<String> read = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] name = new byte[(int) number(content)];
                content.get(name);
                read.add(new String(name, StandardCharsets.UTF_8));
            }
            names = read;
            earliest = Instant.ofEpochMilli(number(content));
            latest = Instant.ofEpochMilli(number(content));
            newest = Instant.ofEpochMilli(number(content));
        }
        while (content.hasRemaining()) {
            Tally[] line = lines[(int) number(content)];
            long columns = number(content);
            for (int column = 0; column < line.length; column++) {
                if ((columns & 1L << column) != 0) {
                    line[column] = new Tally(number(content), number(content));
                }
            }
        }
    }

    private boolean hasNames() {
        return key.kind() == Kind.EVER && key.container() == null;
    }

    /// @param end how many rows of the log it has seen now
    StoredSheet write(long end) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        if (hasNames()) {
            put(content, names.size());
            for (String name : names) {
                byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
                put(content, utf8.length);
                content.writeBytes(utf8);
            }
            put(content, earliest.toEpochMilli());
            put(content, latest.toEpochMilli());
            put(content, newest.toEpochMilli());
        }
        for (int i = 0; i < lines.length; i++) {
            long columns = 0;
            for (int column = 0; column < lines[i].length; column++) {
                columns |= lines[i][column].equals(Tally.ZERO) ? 0 : 1L << column;
            }
            if (columns != 0) {
                put(content, i);
                put(content, columns);
                for (Tally tally : lines[i]) {
                    if (!tally.equals(Tally.ZERO)) {
                        put(content, tally.success());
                        put(content, tally.fail());
                    }
                }
            }
        }
        return new StoredSheet(key, end, ByteBuffer.wrap(content.toByteArray()));
    }

    private static void put(ByteArrayOutputStream out, long number) {
        long rest = (number << 1) ^ (number >> (Long.SIZE - 1));
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            number |= (next & 0x7fL) << shift;
            shift += 7;
        } while (next < 0);
        return (number >>> 1) ^ -(number & 1);
    }

    SheetKey key() {
        return key;
    }

    /// How many rows of the log it has seen.
    long upto() {
        return upto;
    }

    /// The `upto` of the stored sheet that it was read from; empty if there was none.
    OptionalLong replaced() {
        return replaced;
    }

    Tally tally(int line, int column) {
        return lines[line][column];
    }

    /// The line of a type in this sheet.
    ///
    /// @param number of the type
    int line(int number) {
        return number != Types.NONE && Types.part(number) == key.part() ? number % TYPES : OTHERS;
    }

    void add(Effect effect, int number) {
        int line = line(number);
        int column = key.kind().column(effect.time());
        lines[line][column] = lines[line][column].plus(effect.tally());
        earliest = effect.time().isBefore(earliest) ? effect.time() : earliest;
        latest = effect.time().isAfter(latest) ? effect.time() : latest;
    }

    /// The types of its lines, in their order. Only the counters of all time of an organisation have them.
    List<String> names() {
        return names;
    }

    void names(List<String> all) {
        names = all;
    }

    /// When the first event happened that was ever counted here; [Effect#FAR] if none was.
    Instant earliest() {
        return earliest;
    }

    /// When the last event happened that was ever counted here; 1970 if none was.
    Instant latest() {
        return latest;
    }

    /// When the newest event was stored; 1970 if none was. Only the first part knows.
    Instant newest() {
        return newest;
    }

    void stored(Instant time) {
        newest = time.isAfter(newest) ? time : newest;
    }
}
