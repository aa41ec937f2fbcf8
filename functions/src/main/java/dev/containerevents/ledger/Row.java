package dev.containerevents.ledger;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A row of the log, as the bytes that are stored. A row never changes, and neither does its form:
///
/// | bytes | what |
/// |---|---|
/// | 1 | the version of the form, 1 |
/// | 1 | its kind |
/// | 2 | `members`: of an erasure which were erased, a bit for each; of a removal 1 if the event had not expired |
/// | 16 | the event's id |
/// | 8 | `at`: when the event was stored, or what the row tells of happened, in milliseconds |
/// | 8 | when the event expires, in milliseconds; 0 for never |
/// | 32 | the event's commitment |
/// | 1 | the event's status, 0 for SUCCESS |
/// | 2 + n | the container's id, after its length |
/// | 2 + n | the event's type, after its length |
/// | 1 + 2 + n | of an alteration, the status and the type before it |
///
/// The first 68 bytes are what a proof is about. Numbers are big-endian, texts UTF-8.
public final class Row {

    private static final byte VERSION = 1;
    private static final int KIND = 1;
    private static final int MEMBERS = 2;
    private static final int ID = 4;
    private static final int AT = 20;
    private static final int EXPIRES = 28;
    private static final int COMMITMENT = 36;
    private static final int STATUS = COMMITMENT + Commitment.BYTES;
    private static final int CONTAINER = STATUS + 1;

    private static final long NEVER = 0;
    private static final byte[] NOTHING = {};

    /// In a list of rows each has its length before it.
    private static final int LENGTH_BYTES = Short.BYTES;

    private static final int MOST_BYTES = 0xffff;

    private final byte[] bytes;
    private final RowKind kind;
    private final Status status;
    private final String container;
    private final String type;
    private final Optional<Before> before;

    /// What an alteration replaced, as far as it is counted.
    public record Before(Status status, String type) {}

    private Row(byte[] bytes) {
        this.bytes = bytes;
        if (bytes.length < CONTAINER || bytes[0] != VERSION) {
            throw new IllegalArgumentException("not a row of version " + VERSION);
        }
        kind = RowKind.of(bytes[KIND]);
        ByteBuffer rest = ByteBuffer.wrap(bytes, STATUS, bytes.length - STATUS);
        status = status(rest);
        container = text(rest);
        type = text(rest);
        before = kind == RowKind.ALTERED ? Optional.of(new Before(status(rest), text(rest))) : Optional.empty();
        if (rest.hasRemaining()) {
            throw new IllegalArgumentException("a row with more than its form has");
        }
    }

    /// Reads a row.
    ///
    /// @param bytes must not be changed any more
    /// @throws IllegalArgumentException if it is none
    static Row read(byte[] bytes) {
        return new Row(bytes);
    }

    private static Status status(ByteBuffer buffer) {
        return switch (need(buffer, 1).get()) {
            case 0 -> Status.SUCCESS;
            case 1 -> Status.FAIL;
            default -> throw new IllegalArgumentException("a row with a status that isn't known");
        };
    }

    private static String text(ByteBuffer buffer) {
        byte[] text = new byte[need(buffer, Short.BYTES).getShort() & MOST_BYTES];
        need(buffer, text.length).get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static ByteBuffer need(ByteBuffer buffer, int count) {
        if (buffer.remaining() < count) {
            throw new IllegalArgumentException("a row that ends too early");
        }
        return buffer;
    }

    /// An event that was stored.
    public static Row stored(Event event) {
        return of(RowKind.STORED, 0, event, event.created(), event, NOTHING);
    }

    /// An event of which members were erased. The commitment stays that of what was stored.
    ///
    /// @param members a bit for each of the [Commitment#MEMBERS]
    static Row erased(Event before, Event after, int members, Instant at) {
        return of(RowKind.ERASED, members, after, at, before, NOTHING);
    }

    /// An event that was removed.
    static Row removed(Event event, Instant at) {
        return of(RowKind.REMOVED, event.expiredAt(at) ? 0 : 1, event, at, event, NOTHING);
    }

    /// An event that is stored and has no row.
    static Row found(Event event, Instant at) {
        return of(RowKind.FOUND, 0, event, at, event, NOTHING);
    }

    /// The event of a row, which was removed without a row that says so.
    static Row lost(Row last, Instant at) {
        byte[] type = utf8(last.type);
        byte[] container = utf8(last.container);
        int length = CONTAINER + 2 * Short.BYTES + container.length + type.length;
        ByteBuffer row = ByteBuffer.wrap(Arrays.copyOf(last.bytes, length));
        row.put(KIND, RowKind.REMOVED.code())
                .putShort(MEMBERS, (short)
                        (last.expires().filter(time -> !time.isAfter(at)).isPresent() ? 0 : 1))
                .putLong(AT, at.toEpochMilli());
        return new Row(row.array());
    }

    /// An event that was changed in any other way.
    static Row altered(Event before, Event after, Instant at) {
        byte[] type = utf8(before.details().type());
        ByteBuffer replaced = ByteBuffer.allocate(1 + Short.BYTES + type.length)
                .put(code(before.details().status()));
        return of(RowKind.ALTERED, 0, after, at, after, put(replaced, type).array());
    }

    /// @param committed the event as the commitment has it
    /// @param last      what follows the type
    private static Row of(RowKind kind, int members, Event event, Instant at, Event committed, byte[] last) {
        byte[] container = utf8(event.container().id());
        byte[] type = utf8(event.details().type());
        ByteBuffer row = ByteBuffer.allocate(CONTAINER + 2 * Short.BYTES + container.length + type.length + last.length)
                .put(VERSION)
                .put(kind.code())
                .putShort((short) members)
                .putLong(event.id().high())
                .putLong(event.id().low())
                .putLong(at.toEpochMilli())
                .putLong(event.expires() == null ? NEVER : event.expires().toEpochMilli())
                .put(Commitment.of(committed))
                .put(code(event.details().status()));
        return new Row(put(put(row, container), type).put(last).array());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer put(ByteBuffer row, byte[] text) {
        return row.putShort((short) text.length).put(text);
    }

    private static byte code(Status status) {
        return (byte) (status == Status.FAIL ? 1 : 0);
    }

    public RowKind kind() {
        return kind;
    }

    /// Returns the names of the members that were erased; empty if the row is not of an erasure.
    public List<String> erased() {
        List<String> erased = new ArrayList<>();
        int bits = kind == RowKind.ERASED ? ByteBuffer.wrap(bytes).getShort(MEMBERS) : 0;
        for (int i = 0; i < Commitment.MEMBERS.size(); i++) {
            if ((bits & 1 << i) != 0) {
                erased.add(Commitment.MEMBERS.get(i));
            }
        }
        return erased;
    }

    public EventId id() {
        return new EventId(
                ByteBuffer.wrap(bytes).getLong(ID), ByteBuffer.wrap(bytes).getLong(ID + Long.BYTES));
    }

    /// When the event was stored, or what the row tells of happened.
    public Instant at() {
        return Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong(AT));
    }

    /// When the event expires; empty for never.
    public Optional<Instant> expires() {
        long millis = ByteBuffer.wrap(bytes).getLong(EXPIRES);
        return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    public Status status() {
        return status;
    }

    public String container() {
        return container;
    }

    public String type() {
        return type;
    }

    /// Returns what an alteration replaced; empty if the row is not of an alteration.
    public Optional<Before> before() {
        return before;
    }

    /// Whether the event is one that the log didn't have before.
    public boolean isOfNewEvent() {
        return switch (kind) {
            case STORED, FOUND, IMPORTED -> true;
            case ERASED, REMOVED, ALTERED, RECEIPT -> false;
        };
    }

    /// The row as it is stored. Not to be changed.
    byte[] bytes() {
        return bytes;
    }

    /// How many bytes it takes in a list of rows.
    int listedBytes() {
        return LENGTH_BYTES + bytes.length;
    }

    /// Writes rows one after the other, each with its length before it.
    static ByteBuffer list(List<Row> rows) {
        ByteBuffer list =
                ByteBuffer.allocate(rows.stream().mapToInt(Row::listedBytes).sum());
        rows.forEach(row -> list.putShort((short) row.bytes.length).put(row.bytes));
        return list.flip();
    }

    /// Reads what [#list] wrote.
    static List<Row> read(ByteBuffer list) {
        ByteBuffer rest = list.duplicate();
        List<Row> rows = new ArrayList<>();
        while (rest.hasRemaining()) {
            byte[] row = new byte[need(rest, LENGTH_BYTES).getShort() & MOST_BYTES];
            need(rest, row.length).get(row);
            rows.add(new Row(row));
        }
        return rows;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && Arrays.equals(bytes, row.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return kind + " " + id() + " " + HexFormat.of().formatHex(bytes);
    }
}
