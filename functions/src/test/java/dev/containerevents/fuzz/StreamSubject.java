package dev.containerevents.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.stream.StreamFunctions;
import dev.containerevents.table.LocalEngine;
import dev.containerevents.table.LocalTable;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// A function that follows the table's stream. The batch has Lambda's form and an item is possible in DynamoDB,
/// but the item's content may be anything. No record may make the function fail: it would be delivered again for a
/// day.
final class StreamSubject implements Subject {

    private static final List<String> ATTRIBUTES = List.of(
            "pk",
            "sk",
            "by_org",
            "by_actor",
            "by_access",
            "type",
            "status",
            "created",
            "expires",
            "expires_ms",
            "actor",
            "message",
            "context",
            "ip",
            "source",
            "seed",
            "found_at",
            "#1",
            "previous");

    private static final int SHARDS = 8;

    /// Stands for the beginning of a batch's sequence numbers in its text. Replaced for each batch by a number
    /// after all previous ones, so that no mark covers it.
    private static final String NEXT = "(next)";

    private final StreamFunctions functions;
    private final String function;
    private long batches = 400_000_000_000_000_000L;

    StreamSubject(String function, LocalEngine engine) {
        this.function = function;
        this.functions = new StreamFunctions(LocalTable.withoutIndexes(engine));
    }

    /// One attribute of an item.
    private record Attribute(String name, String value) {}

    @Override
    public Arbitrary<String> events() {
        Arbitrary<Attribute> attribute =
                Combinators.combine(Hostile.names(ATTRIBUTES), values()).as(Attribute::new);
        Arbitrary<ObjectNode> record = Combinators.combine(
                        Arbitraries.of("INSERT", "MODIFY", "REMOVE"),
                        attribute.list().ofMaxSize(3),
                        Arbitraries.of(ATTRIBUTES).injectNull(0.7),
                        Arbitraries.integers().between(0, 1 << 30))
                .as(StreamSubject::record);
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(9, record.list().ofMinSize(1).ofMaxSize(2)),
                                Tuple.of(1, record.list().ofMinSize(3).ofMaxSize(5))),
                        Arbitraries.integers().between(0, 1 << 30))
                .as(StreamSubject::batch);
    }

    /// An attribute's value with its type, in DynamoDB's JSON.
    private static Arbitrary<String> values() {
        Arbitrary<String> text = Hostile.texts().map(value -> "{\"S\":" + Hostile.quoted(value) + "}");
        Arbitrary<String> plausible = Arbitraries.of(
                        "ACCESS",
                        "SUCCESS",
                        "FAIL",
                        "E#acme#web-1",
                        "E#acme",
                        "E##",
                        "E#a#b#c",
                        "S#acme",
                        "acme#0",
                        "acme#0#joe",
                        "{\"id\":\"joe\"}",
                        "018be24b-7e00-7000-8000-000000000001")
                .map(value -> "{\"S\":" + Hostile.quoted(value) + "}");
        Arbitrary<String> number = Arbitraries.of(
                        "0",
                        "-1",
                        "1700308800000",
                        "1.5",
                        "9223372036854775807",
                        "99999999999999999999999999999999999999",
                        "1E+125",
                        "-9.9E-130")
                .map(value -> "{\"N\":\"" + value + "\"}");
        Arbitrary<String> other = Arbitraries.of(
                "{\"BOOL\":true}",
                "{\"NULL\":true}",
                "{\"B\":\"AAEC\"}",
                "{\"SS\":[\"a\",\"b\"]}",
                "{\"NS\":[\"1\"]}",
                "{\"BS\":[\"AA==\"]}",
                "{\"L\":[{\"S\":\"a\"},{\"M\":{}}]}",
                "{\"M\":{\"S\":{\"S\":\"a\"},\"SequenceNumber\":{\"N\":\"1\"}}}");
        return Arbitraries.frequencyOf(
                Tuple.of(3, text), Tuple.of(3, plausible), Tuple.of(2, number), Tuple.of(2, other));
    }

    private static ObjectNode record(String name, List<Attribute> changes, String without, int id) {
        ObjectNode record = JsonMutation.MAPPER.createObjectNode().put("eventName", name);
        ObjectNode inner = record.putObject("dynamodb").put("ApproximateCreationDateTime", 1_700_308_800);
        ObjectNode image = JsonMutation.MAPPER.createObjectNode();
        text(image, "pk", "E#acme#web-1");
        text(image, "sk", String.format("018be24b-7e00-7000-8000-%012x", id));
        text(image, "by_org", "acme#0");
        text(image, "type", "ACCESS");
        text(image, "status", "SUCCESS");
        image.putObject("created").put("N", "1700308800000");
        for (Attribute change : changes) {
            image.putRawValue(change.name(), new RawValue(change.value()));
        }
        if (without != null) {
            image.remove(without);
        }
        if (!name.equals("INSERT")) {
            inner.set("OldImage", image);
        }
        if (!name.equals("REMOVE")) {
            inner.set("NewImage", image);
        }
        return record;
    }

    private static void text(ObjectNode image, String attribute, String value) {
        image.putObject(attribute).put("S", value);
    }

    /// A batch of one of a few shards, or of a new one.
    private static String batch(List<ObjectNode> records, int id) {
        ObjectNode batch =
                JsonMutation.MAPPER.createObjectNode().put("shardId", "shard-" + (id % 10 == 0 ? id : id % SHARDS));
        batch.putObject("state");
        for (int i = 0; i < records.size(); i++) {
            ((ObjectNode) records.get(i).path("dynamodb")).put("SequenceNumber", NEXT + (10 + i));
            batch.withArray("Records").add(records.get(i).deepCopy());
        }
        return batch.toString();
    }

    @Override
    public void check(String event) throws Exception {
        batches++;
        JsonNode answer = HandlerInvocation.of(functions.of(function), event.replace(NEXT, Long.toString(batches)));
        switch (function) {
            case "UpdateLedger" -> assertThat(answer.toString()).isEqualTo("{\"state\":{},\"batchItemFailures\":[]}");
            default -> assertThat(answer.toString()).isEqualTo("{\"batchItemFailures\":[]}");
        }
    }

    @Override
    public void close() {
        functions.close();
    }
}
