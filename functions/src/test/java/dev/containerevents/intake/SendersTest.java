package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Senders that behave like the common shippers, in front of a table that throttles, fails and loses answers,
/// through a network that loses every fifth answer: each record is stored exactly once.
final class SendersTest {

    /// How many records each sender has. `-Drecords=8192` is the default batch of the OpenTelemetry Collector.
    private static final int RECORDS = Integer.getInteger("records", 300);

    private static final int BATCH = 100;
    private static final int MOST_TRIES = 200;

    /// The second of the first record.
    private static final Instant BEGIN = Instant.parse("2023-11-18T12:00:00Z");

    /// Fluent Bit reads so much of an answer, and takes more for a failure.
    private static final int MOST_OF_AN_ANSWER = 4096;

    private static final LocalTable TABLE = LocalTable.fresh();

    /// How senders write records, and what they take for final.
    enum Sender {
        /// A JSON array; a time in seconds with decimals.
        FLUENT_BIT,
        /// Lines of syslog. A status of 400 to 499 is final, 429 too.
        RSYSLOG,
        /// One object per line.
        VECTOR,
        /// Whole seconds, so only the unchanged request says that it is the same.
        SYSLOG_NG;

        private String record(int i) {
            return switch (this) {
                case FLUENT_BIT ->
                    "{\"date\":%d.%06d,\"log\":\"line\",\"n\":%d}"
                            .formatted(BEGIN.getEpochSecond() + i / 50, i % 50 * 1000 + 1, i);
                case RSYSLOG ->
                    "<13>1 %s web-1 app - - - n=%d".formatted(BEGIN.plus(1000L * i + 7, ChronoUnit.MICROS), i);
                case VECTOR ->
                    "{\"timestamp\":\"%s\",\"message\":\"line\",\"n\":%d}".formatted(BEGIN.plusNanos(123 + i), i);
                case SYSLOG_NG ->
                    "{\"time\":\"%s\",\"message\":\"equal\",\"n\":%d}".formatted(BEGIN.plusSeconds(i / 400), i);
            };
        }

        private String body(List<String> records) {
            return this == FLUENT_BIT ? "[" + String.join(",", records) + "]" : String.join("\n", records);
        }

        private List<String> records() {
            return IntStream.range(0, RECORDS).mapToObj(this::record).toList();
        }

        /// Returns whether the sender repeats a request after that answer. It forgets the records of any other
        /// request.
        private boolean repeats(Answer answer) {
            return answer.status() >= 500
                    || (answer.status() == 429 && this != RSYSLOG)
                    || (this == FLUENT_BIT && answer.text().length() > MOST_OF_AN_ANSWER);
        }
    }

    private final IntakeApi direct = IntakeApi.fresh(TABLE);

    /// Every fifth answer is lost on its way.
    private int answers;

    private boolean isLost() {
        return ++answers % 5 == 0;
    }

    @ParameterizedTest
    @EnumSource
    void storesEachRecordOnce(Sender sender) {
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            IntakeApi api = direct.through(TABLE.through(proxy));
            proxy.plan(Plan.random(7, 0.03, Fault.THROTTLE, Fault.FAIL, Fault.CUT_AFTER, Fault.CUT_BEFORE));
            List<String> records = sender.records();
            for (int from = 0; from < RECORDS; from += BATCH) {
                String body = sender.body(records.subList(from, Math.min(from + BATCH, RECORDS)));
                boolean done = false;
                for (int tries = 0; !done && tries < MOST_TRIES; tries++) {
                    Answer answer = api.send("generic", body);
                    done = !isLost() && !sender.repeats(answer);
                    assertThat(answer.text().length()).isLessThan(500);
                }
            }
        }
        assertThatEachIsStoredOnce();
    }

    /// A sender that cuts its batches anew after each failure, whose times have milliseconds.
    @Test
    void storesEachRecordOnceHoweverBatchesAreCut() {
        List<String> left = new ArrayList<>(IntStream.range(0, RECORDS)
                .mapToObj(i -> "{\"ts\":%d,\"n\":%d}".formatted(BEGIN.toEpochMilli() + 3L * i + 1, i))
                .toList());
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            IntakeApi api = direct.through(TABLE.through(proxy));
            proxy.plan(Plan.random(8, 0.03, Fault.THROTTLE, Fault.CUT_AFTER));
            for (int tries = 0; !left.isEmpty() && tries < MOST_TRIES; tries++) {
                List<String> batch = left.subList(0, Math.min(left.size(), 37 + 29 * (tries % 5)));
                Answer answer = api.send("generic", String.join("\n", batch));
                if (!isLost() && answer.status() == 200) {
                    batch.clear();
                }
            }
        }
        assertThatEachIsStoredOnce();
    }

    /// The Collector sends more at once than can be stored in the time of a request. It repeats the same batch,
    /// and each time more of it is stored.
    @Test
    void storesALargeBatchPartByPart() {
        String body = IntStream.range(0, RECORDS)
                .mapToObj(i -> "{\"time\":\"%s\",\"n\":%d}".formatted(BEGIN.plusSeconds(i / 100), i))
                .collect(Collectors.joining(",", "[", "]"));
        int tries = 0;
        Answer answer;
        do {
            answer = direct.sendWithin(Duration.ofMillis(RECORDS / 2), "generic", Map.of(), body);
            assertThat(answer.status()).isIn(200, 503);
            tries++;
        } while (answer.status() == 503 && tries < MOST_TRIES);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.accepted()).isEqualTo(RECORDS);
        assertThatEachIsStoredOnce();
    }

    private void assertThatEachIsStoredOnce() {
        List<JsonNode> events = direct.events();
        assertThat(events.stream().map(SendersTest::number).sorted())
                .containsExactlyElementsOf(IntStream.range(0, RECORDS).boxed().toList());
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.at("/context/_time").isMissingNode()).isTrue());
    }

    private static int number(JsonNode event) {
        String message = event.path("message").asText();
        return event.has("context")
                ? event.at("/context/n").asInt()
                : Integer.parseInt(message.substring(message.indexOf("n=") + 2));
    }
}
