package dev.containerevents.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What logs rely on in DynamoDB.
final class LedgerTableTest {

    private static final Instant EXPIRY = Instant.parse("2100-01-01T00:00:00Z");
    private static final LocalTable TABLE = LocalTable.streamed();
    private static int orgs;

    private final LedgerTable ledger = TABLE.ledger();
    private final String org = "acme-" + orgs++;

    private static StoredRun run(long first, int bytes) {
        return new StoredRun(
                first,
                ByteBuffer.wrap(new byte[bytes]),
                ByteBuffer.wrap(new byte[31]),
                7,
                1_700_308_800_123L,
                12,
                9,
                true);
    }

    private void append(StoredRun run) {
        assertThat(ledger.append(org, run, new RequestBudget())).isEmpty();
    }

    @Test
    void neverReplacesARun() {
        append(run(40, 10));

        assertThat(ledger.append(org, run(40, 20), new RequestBudget())).contains(run(40, 10));
        assertThat(ledger.lastRun(org, LedgerTable.LAST_INDEX, true, new RequestBudget()))
                .contains(run(40, 10));
    }

    @Test
    void readsRunsInTheOrderOfTheirNumbers() {
        for (long first : List.of(0L, 9L, 10L, 99L, 1_000_000_000_000L)) {
            append(run(first, 10));
        }
        append(run(LedgerTable.LAST_INDEX, 10));

        assertThat(ledger.runs(org, 9, 100, true, new RequestBudget()))
                .extracting(StoredRun::first)
                .containsExactly(9L, 10L, 99L, 1_000_000_000_000L, LedgerTable.LAST_INDEX);
        assertThat(ledger.runs(org, 10, 2, false, new RequestBudget())).hasSize(2);
        assertThat(ledger.lastRun(org, 98, false, new RequestBudget())).contains(run(10, 10));
        assertThat(ledger.lastRun("nobody", 98, false, new RequestBudget())).isEmpty();
    }

    @Test
    void readsTheEndOfALogForOneUnit() {
        append(run(0, 3_800));
        RequestBudget budget = new RequestBudget();
        ledger.lastRun(org, LedgerTable.LAST_INDEX, true, budget);

        assertThat(budget.read()).isEqualTo(1);
    }

    @Test
    void chargesARunThatIsRefused() {
        append(run(0, 3_000));
        RequestBudget budget = new RequestBudget();
        ledger.append(org, run(0, 100), budget);

        assertThat(budget.write()).isEqualTo(4);
    }

    @Test
    void makesNoRecordOfRowsThatAreStagedAgain() {
        Map<BigInteger, byte[]> rows = Map.of(BigInteger.ONE, new byte[] {1}, BigInteger.TWO, new byte[] {2});
        ledger.stage(org, "g", rows, EXPIRY, new RequestBudget());
        ledger.stage(org, "g", rows, EXPIRY, new RequestBudget());
        ledger.stage(org, "g", Map.of(BigInteger.TWO, new byte[] {2}), EXPIRY, new RequestBudget());
        ledger.stage(org, "g", Map.of(BigInteger.TEN, new byte[] {10}), EXPIRY, new RequestBudget());

        List<StreamRecord> records = TABLE.stream().records("S#" + org).stream()
                .map(StreamRecord::read)
                .toList();

        assertThat(records).extracting(StreamRecord::stagesFor).containsOnly(Optional.of(org));
        assertThat(records)
                .extracting(record -> record.staged().keySet())
                .containsExactly(Set.of(BigInteger.ONE, BigInteger.TWO), Set.of(BigInteger.TEN));
    }

    @Test
    void stagesAsManyRowsAtOnceAsItSays() {
        Map<BigInteger, byte[]> rows = new HashMap<>();
        for (int i = 0; i < LedgerTable.MOST_STAGED; i++) {
            rows.put(BigInteger.TEN.pow(39).add(BigInteger.valueOf(i)), new byte[110]);
        }
        ledger.stage(org, "g", rows, EXPIRY, new RequestBudget());

        assertThat(StreamRecord.read(TABLE.stream().records("S#" + org).getFirst())
                        .staged())
                .hasSize(LedgerTable.MOST_STAGED);
    }

    @Test
    void saysThatRowsWillNeverBeTaken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.stage(
                        org, "g", Map.of(BigInteger.ONE, new byte[500 * 1024]), EXPIRY, new RequestBudget()));
    }
}
