package dev.containerevents.infra.local.streams;

import static dev.containerevents.infra.local.streams.FollowedTable.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What a mapping of the template delivers to its function, and when.
@Execution(ExecutionMode.CONCURRENT)
final class StreamPollerTest {

    private static final String EVENTS_ONLY =
            "{'eventName':['INSERT'],'dynamodb':{'Keys':{'pk':{'S':[{'prefix':'E#'}]}}}}";

    @TempDir
    private Path directory = Path.of("");

    private @Nullable FollowedTable table;

    @AfterEach
    void stop() {
        if (table != null) {
            table.close();
        }
    }

    @Test
    void deliversEachRecordOnceAndInOrder() throws Exception {
        start(mapping().put("BatchSize", 3));
        for (int i = 1; i <= 7; i++) {
            put("E#1", String.valueOf(i), Map.of());
        }

        List<String> delivered = new ArrayList<>();
        while (delivered.size() < 7) {
            List<String> batch = keys(next());
            assertThat(batch).hasSizeBetween(1, 3);
            delivered.addAll(batch);
        }
        assertThat(delivered).containsExactly("1", "2", "3", "4", "5", "6", "7");
        put("E#1", "8", Map.of());
        assertThat(keys(next())).containsExactly("8");
    }

    @Test
    void deliversRecordsAsLambdaDoes() throws Exception {
        start(mapping());
        long before = Instant.now().getEpochSecond();
        put("E#1", "1", Map.of());

        JsonNode event = next();
        assertThat(event.propertyStream().map(Map.Entry::getKey)).containsExactly("Records");
        JsonNode change = event.path("Records").path(0);
        assertThat(change.path("eventName").asText()).isEqualTo("INSERT");
        assertThat(change.path("eventVersion").asText()).isEqualTo("1.1");
        assertThat(change.path("eventSource").asText()).isEqualTo("aws:dynamodb");
        assertThat(change.path("awsRegion").asText()).isEqualTo("us-east-1");
        assertThat(change.path("eventSourceARN").asText())
                .isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/Table/stream/local");
        JsonNode body = change.path("dynamodb");
        assertThat(body.path("Keys").toString()).contains("{\"S\":\"E#1\"}");
        assertThat(body.path("NewImage").path("sk").path("S").asText()).isEqualTo("1");
        assertThat(body.path("ApproximateCreationDateTime").isIntegralNumber()).isTrue();
        assertThat(body.path("ApproximateCreationDateTime").asLong())
                .isBetween(before, Instant.now().getEpochSecond());
        assertThat(body.path("SizeBytes").asInt()).isPositive();
        assertThat(body.path("StreamViewType").asText()).isEqualTo("NEW_AND_OLD_IMAGES");
    }

    @Test
    void beginsWithTheOldestOrTheNextRecord() throws Exception {
        ObjectNode all = mapping();
        all.remove("FilterCriteria");
        ObjectNode latest = all.deepCopy().put("StartingPosition", "LATEST");
        start(all.put("BatchSize", 1));
        assertThat(next().toString()).contains("O#acme");
        stop();

        start(latest);
        put("E#1", "1", Map.of());
        assertThat(keys(next())).containsExactly("1");
    }

    @Test
    void halvesABatchThatFailsUntilEachRecordHasPassed() throws Exception {
        start(mapping()
                .put("BatchSize", 4)
                .put("MaximumBatchingWindowInSeconds", 20)
                .put("BisectBatchOnFunctionError", true));
        table().putFour(Map.of("3", Map.of("fail", 3)));

        assertThat(keysOf(6))
                .containsExactly(
                        List.of("1", "2", "3", "4"),
                        List.of("1", "2"),
                        List.of("3", "4"),
                        List.of("3"),
                        List.of("3"),
                        List.of("4"));
    }

    @Test
    void retriesTheWholeBatchWhereItMayNotHalveIt() throws Exception {
        start(mapping().put("BatchSize", 4).put("MaximumBatchingWindowInSeconds", 20));
        table().putFour(Map.of("3", Map.of("fail", 2)));

        List<String> all = List.of("1", "2", "3", "4");
        assertThat(keysOf(3)).containsExactly(all, all, all);
    }

    @Test
    void continuesFromTheFirstFailedRecord() throws Exception {
        start(inParts());
        table().putFour(Map.of("2", Map.of("refuse", 1), "4", Map.of("refuse", 2)));

        assertThat(keysOf(3)).containsExactly(List.of("1", "2", "3", "4"), List.of("2", "3", "4"), List.of("4"));
    }

    @Test
    void retriesTheWholeBatchIfTheAnswerNamesNoneOfIt() throws Exception {
        start(inParts());
        table().putFour(Map.of("2", Map.of("misname", 1)));

        List<String> all = List.of("1", "2", "3", "4");
        assertThat(keysOf(2)).containsExactly(all, all);
    }

    @Test
    void deliversOnlyWhatTheFilterLetsThrough() throws Exception {
        start(mapping().put("BatchSize", 1));
        put("E#1", "1", Map.of());
        put("R#1", "2", Map.of());
        put("E#1", "1", Map.of("changed", 1));
        put("E#2", "3", Map.of());

        assertThat(keysOf(2)).containsExactly(List.of("1"), List.of("3"));
    }

    @Test
    void carriesStateThroughAWindowAndSaysWhenItEnds() throws Exception {
        start(mapping().put("BatchSize", 2).put("TumblingWindowInSeconds", 3));
        for (int i = 1; i <= 5; i++) {
            put("E#1", String.valueOf(i), Map.of());
        }

        int delivered = 0;
        int inWindow = 0;
        JsonNode event;
        do {
            event = next();
            assertThat(event.path("state").path("seen").asInt()).isEqualTo(inWindow);
            assertThat(event.path("shardId").asText()).startsWith("shardId-");
            assertThat(event.path("eventSourceARN").asText()).endsWith("/stream/local");
            assertThat(event.path("isWindowTerminatedEarly").isBoolean()).isTrue();
            assertThat(event.path("window").path("start").asText())
                    .isLessThan(event.path("window").path("end").asText());
            int records = event.path("Records").size();
            delivered += records;
            if (event.path("isFinalInvokeForWindow").asBoolean()) {
                assertThat(records).isZero();
                assertThat(inWindow).isPositive();
                inWindow = 0;
            } else {
                assertThat(records).isPositive();
                inWindow += records;
            }
        } while (delivered < 5 || !event.path("isFinalInvokeForWindow").asBoolean());
        put("E#1", "6", Map.of());
        assertThat(next().path("state")).isEmpty();
    }

    @Test
    void treatsAWindowedResponseWithoutStateAsAFailure() throws Exception {
        start(mapping().put("TumblingWindowInSeconds", 900));
        put("E#1", "1", Map.of("forget", 1));

        assertThat(keysOf(2)).containsExactly(List.of("1"), List.of("1"));
    }

    @Test
    void deliversByAMappingThatAParameterEnables() throws Exception {
        ObjectNode mapping = mapping();
        mapping.putObject("Enabled").put("Ref", "Publish");
        start(mapping, Map.of("Publish", "true"));
        put("E#1", "1", Map.of());

        assertThat(keys(next())).containsExactly("1");
    }

    @Test
    void deliversNothingByAMappingThatIsNotEnabled() throws Exception {
        ObjectNode disabled = mapping();
        disabled.putObject("Enabled").put("Ref", "Publish");
        ObjectNode resources = JsonTree.object();
        resources.set("Disabled", disabled);
        resources.set("Enabled", mapping());
        run(resources, Map.of());
        put("E#1", "1", Map.of());
        assertThat(keys(next())).containsExactly("1");
        put("E#1", "2", Map.of());

        assertThat(keys(next())).containsExactly("2");
    }

    @Test
    void refusesAParameterThatTheTemplateDoesNotAllow() {
        ObjectNode mapping = mapping();
        mapping.putObject("Enabled").put("Ref", "Publish");
        assertThatThrownBy(() -> start(mapping, Map.of("Publish", "yes")))
                .hasMessage("-DPublish takes true or false, not yes.");
    }

    @Test
    void refusesAMappingWhoseFunctionMayNotReadTheStream() {
        ObjectNode mapping = mapping();
        mapping.putObject("FunctionName").put("Ref", "ProbeAlias");
        assertThatThrownBy(() -> start(mapping))
                .hasMessage("AWS would refuse Mapping: the role of Probe doesn't allow dynamodb:GetRecords on"
                        + " arn:aws:dynamodb:us-east-1:000000000000:table/Table/stream/local.");
    }

    @Test
    void refusesAMappingThatItCanNotRunAsItSays() {
        assertThatThrownBy(() -> start(mapping().put("MaximumRetryAttempts", 3)))
                .hasMessage("The local cloud doesn't support MaximumRetryAttempts 3 of Mapping.");
        assertThatThrownBy(() -> start(mapping().put("StartingPosition", "AT_TIMESTAMP")))
                .hasMessageContaining("StartingPosition");
        assertThatThrownBy(() -> start(mapping().put("KmsKeyArn", "x"))).hasMessageContaining("KmsKeyArn");
        ObjectNode mapping = mapping();
        filter(mapping, "{'eventName':[{'almost':'REMOVE'}]}");
        assertThatThrownBy(() -> start(mapping))
                .hasMessageStartingWith("The pattern {\"eventName\":[{\"almost\":\"REMOVE\"}]} is invalid: ");
    }

    private static ObjectNode mapping() {
        ObjectNode mapping = JsonTree.object().put("StartingPosition", "TRIM_HORIZON");
        mapping.putObject("FunctionName").put("Ref", "FollowerAlias");
        mapping.putObject("EventSourceArn").putArray("Fn::GetAtt").add("Table").add("StreamArn");
        filter(mapping, EVENTS_ONLY);
        return mapping;
    }

    private static void filter(ObjectNode mapping, String pattern) {
        mapping.putObject("FilterCriteria").putArray("Filters").addObject().put("Pattern", pattern.replace('\'', '"'));
    }

    private static ObjectNode inParts() {
        ObjectNode mapping = mapping()
                .put("BatchSize", 4)
                .put("MaximumBatchingWindowInSeconds", 20)
                .put("MaximumRetryAttempts", -1);
        mapping.putArray("FunctionResponseTypes").add("ReportBatchItemFailures");
        return mapping;
    }

    private void start(ObjectNode mapping) throws Exception {
        start(mapping, Map.of());
    }

    private void start(ObjectNode mapping, Map<String, String> parameters) throws Exception {
        ObjectNode mappings = JsonTree.object();
        mappings.set("Mapping", mapping);
        run(mappings, parameters);
    }

    private void run(ObjectNode mappings, Map<String, String> parameters) throws Exception {
        table = new FollowedTable(directory);
        table.run(mappings, parameters);
    }

    private void put(String partition, String sortKey, Map<String, Integer> told) {
        table().put(partition, sortKey, told);
    }

    private JsonNode next() throws InterruptedException {
        return table().next();
    }

    private List<List<String>> keysOf(int count) throws InterruptedException {
        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(keys(next()));
        }
        return batches;
    }

    private FollowedTable table() {
        return Objects.requireNonNull(table);
    }
}
