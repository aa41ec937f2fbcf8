package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.Invocation;
import dev.containerevents.table.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Feeds the handler with the records of a real stream, in all the ways in which Lambda may deliver them, and
/// recounts.
final class UpdateRollupsTest extends CountedTable {

    @Test
    void countsByHourDayAndForEverByTypeAndStatus() throws IOException {
        put(30);

        deliver("shard-1", table.stream().records());

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void answersWithAStateBecauseItsMappingHasAWindow() throws IOException {
        put(1);

        JsonNode answer =
                Invocation.of(handler, Batch.of("shard-1", table.stream().records()));

        assertThat(answer.path("state").isObject()).isTrue();
        assertThat(Invocation.of(handler, Batch.of("shard-1", List.of()))
                        .path("state")
                        .isObject())
                .as("at the end of a window")
                .isTrue();
    }

    @Test
    void takesAwayWhatIsDeleted() throws IOException {
        put(20);
        stored.subList(0, 9).forEach(table::delete);
        stored.subList(0, 9).clear();

        deliver("shard-1", table.stream().records());

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void countsARecordOnceHoweverOftenItComes() throws IOException {
        put(20);
        List<String> records = table.stream().records();

        deliver("shard-1", records.subList(0, 12));
        deliver("shard-1", records.subList(0, 6));
        deliver("shard-1", records.subList(6, 20));
        deliver("shard-1", records);

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void takesABatchInAsManyTransactionsAsItNeeds() throws IOException {
        for (int hour = 0; hour < 90; hour++) {
            put(event(BEGIN.plus(Duration.ofHours(hour))));
        }

        deliver("shard-1", table.stream().records());

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void givesShardsThatBeginTogetherSlotsOfTheirOwn() throws IOException {
        put(4);
        List<String> records = table.stream().records();

        for (int i = 0; i < 4; i++) {
            deliver("shard-" + i, records.subList(i, i + 1));
        }

        Set<Integer> slots = IntStream.range(0, 4)
                .mapToObj(i ->
                        table.rollupWriter().mark("shard-" + i, new Units()).slot())
                .collect(Collectors.toSet());
        assertThat(slots).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(rollups()).isEqualTo(recount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"status\":{\"S\":\"MAYBE\"", "\"type\":{\"N\":\"1\""})
    void sendsARecordThatIsNoEventToTheQueueAndGoesOn(String attribute) throws IOException {
        put(5);
        List<String> records = new ArrayList<>(table.stream().records());
        String name = attribute.substring(0, attribute.indexOf(':'));
        String broken = records.get(2).replaceFirst(name + ":\\{\"S\":\"[^\"]*\"", attribute);
        assertThat(broken).isNotEqualTo(records.get(2));
        records.set(2, broken);
        stored.remove(2);

        deliver("shard-1", records);
        deliver("shard-1", records);

        assertThat(Records.parsed(queue.messages())).isEqualTo(Records.parsed(List.of(broken)));
        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void sendsARecordThatDynamoDbRefusesToTheQueueAndCountsTheOthers() throws IOException {
        put(30);
        List<String> records = new ArrayList<>(table.stream().records());
        // A sort key of more than 1,024 bytes.
        String refused = records.get(17)
                .replaceFirst("\"type\":\\{\"S\":\"[^\"]*\"", "\"type\":{\"S\":\"" + "x".repeat(1100) + "\"");
        records.set(17, refused);
        stored.remove(17);

        deliver("shard-1", records);

        assertThat(Records.parsed(queue.messages())).isEqualTo(Records.parsed(List.of(refused)));
        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void failsWithoutAWindowRatherThanCountTwice() throws IOException {
        put(1);
        String batch = "{\"Records\":[" + String.join(",", table.stream().records()) + "]}";

        assertThatThrownBy(() -> Invocation.of(handler, batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tumbling window");
    }

    @Test
    void returnsAtOnceFromTheCallThatKeepsItsSnapshot() throws IOException {
        assertThat(Invocation.of(handler, "{\"keep\":\"active\"}").isMissingNode())
                .isTrue();
    }
}
