package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.SourceMutation;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [LedgerSimulation] notices each of these mistakes. They are made in the real sources, which are compiled anew.
final class LedgerMutationsTest {

    @TempDir
    Path folder;

    static Stream<SourceMutation> mutations() {
        return Stream.of(
                new SourceMutation(
                        "rows are not computed anew after a lost race",
                        "Append.java",
                        "            left = left(arrivals, end, key);\n        }",
                        "            left = winner.isPresent() ? left : left(arrivals, end, key);\n        }"),
                new SourceMutation(
                        "marks of other shards are dropped",
                        "Append.java",
                        "if (mark.time().plus(MARK_KEPT).isAfter(now)) {",
                        "if (other == shard) {"),
                new SourceMutation("marks are dropped after an hour", "Append.java", "ofHours(50)", "ofHours(1)"),
                new SourceMutation(
                        "a mark covers all rows of its record",
                        "ShardMark.java",
                        "order < 0 || (order == 0 && number <= rows)",
                        "order <= 0"),
                new SourceMutation(
                        "sequence numbers are compared as text",
                        "Arrival.java",
                        "new TreeMap<>(record.staged()).entrySet()",
                        "record.staged().entrySet().stream().sorted(java.util.Comparator.comparing("
                                + "(Map.Entry<BigInteger, byte[]> row) -> row.getKey().toString())).toList()"),
                new SourceMutation(
                        "groups depend on the record",
                        "Stage.java",
                        "change.event().id().low()",
                        "change.sequence().longValue() * 2654435761L >>> 5"),
                new SourceMutation("groups are kept for no day", "Stage.java", "ofDays(7)", "ofDays(-1)"),
                new SourceMutation(
                        "the newest event is that of the run",
                        "Run.java",
                        "Instant last = newest;",
                        "Instant last = Instant.EPOCH;"),
                new SourceMutation(
                        "a sheet is folded without regard to what it has seen",
                        "Fold.java",
                        "long seen = Math.max(begin, sheet.upto());",
                        "long seen = begin;"),
                new SourceMutation(
                        "the sheet of all time comes first",
                        "Fold.java",
                        "if (key.kind() != Kind.EVER) {",
                        "if (key.kind() != Kind.EVER || key.part() == 0) {"),
                new SourceMutation(
                        "further parts come after the first",
                        "Fold.java",
                        "for (int part = ever.types().parts() - 1; part >= 0; part--) {",
                        "for (int part = 0; part < ever.types().parts(); part++) {"),
                new SourceMutation(
                        "rows are read before the counters",
                        "Counters.java",
                        "if (upto > begin + rows.size()) {",
                        "if (upto < 0) {"),
                new SourceMutation(
                        "a reader ignores what a counter has seen",
                        "Counters.java",
                        "index < Math.max(seen, sheet == null ? 0 : sheet.upto())",
                        "index < seen"),
                new SourceMutation(
                        "a reader takes what a replica has",
                        "LogReader.java",
                        "if (run.isEmpty() || run.get().end() <= index) {",
                        "if (run.isEmpty()) {"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void isNoticed(SourceMutation mutation) throws Exception {
        assertThat(mutation.isNoticedBy(LedgerSimulation.class, folder)).isTrue();
    }
}
