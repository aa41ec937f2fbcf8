package dev.containerevents.infra.local.queues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.template.JsonTree;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What a queue's mapping delivers to its function, and when. The function Sender sends to the queues Work,
/// Chain and Loop, which feed Taker and Looper.
@Execution(ExecutionMode.CONCURRENT)
final class QueuePollerTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    /// In every message of this test, and so in every line about one.
    private final String mark = UUID.randomUUID().toString();

    @Test
    void deliversAMessageAsLambdaDoes() throws Exception {
        send("Chain", "\"do\":\"nothing\"", "");

        String line = await("Taker | begins ", 1).getFirst();
        JsonNode event = JsonTree.parse(line.substring(line.indexOf('{')).getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(event.path("Records")).hasSize(1);
        JsonNode message = event.path("Records").path(0);
        assertThat(message.fieldNames())
                .toIterable()
                .containsExactly(
                        "messageId",
                        "receiptHandle",
                        "body",
                        "attributes",
                        "messageAttributes",
                        "md5OfBody",
                        "eventSource",
                        "eventSourceARN",
                        "awsRegion");
        assertThat(message.path("eventSource").asText()).isEqualTo("aws:sqs");
        assertThat(message.path("eventSourceARN").asText()).isEqualTo("arn:aws:sqs:us-east-1:000000000000:Chain");
        assertThat(message.path("attributes").path("ApproximateReceiveCount").asText())
                .isEqualTo("1");
        assertThat(message.path("attributes").path("AWSTraceHeader").asText()).contains(";Lineage=1:");
        await("Taker | ends ", 1);
    }

    @Test
    void waitsForTheDelay() throws Exception {
        Instant begin = Instant.now();
        send("Chain", "\"do\":\"nothing\"", ",\"delay\":1");

        await("Taker | begins ", 1);

        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    /// The queue allows two receives, and hides a message for three seconds.
    @Test
    void repeatsAFailureUntilTheMessageIsADeadLetter() throws Exception {
        send("Work", "\"do\":\"fail\"", "");

        await("Letters | ", 1);

        assertThat(await("Taker | begins ", 2)).hasSize(2);
    }

    @Test
    void endsALoopAfterSixteenInvocations() throws Exception {
        send("Chain", "\"do\":\"again\",\"queue\":\"Chain\",\"left\":40", "");

        await("Taker | ends ", 16);
        Instant end = Instant.now().plus(SOON);
        while (TestCloud.LOG.stream().noneMatch(QueuePollerTest::refusesALoop)
                && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }

        assertThat(TestCloud.LOG).anyMatch(QueuePollerTest::refusesALoop);
        assertThat(lines("Taker | begins ")).hasSize(16);
        assertThat(lines("Chain | ")).as("sent, the last one in vain").hasSize(17);
    }

    private static boolean refusesALoop(String line) {
        return line.startsWith("ChainMapping, ") && line.contains("RecursiveInvocationException");
    }

    @Test
    void letsAFunctionLoopThatMay() throws Exception {
        send("Loop", "\"do\":\"again\",\"queue\":\"Loop\",\"left\":20", "");

        await("Looper | ends ", 21);

        assertThat(lines("Looper | begins ")).hasSize(21);
    }

    @Test
    void processesAsManyMessagesAtOnceAsTheMappingSays() throws Exception {
        for (int i = 0; i < 5; i++) {
            // Longer than the next one takes to be sent, on a busy machine too.
            send("Loop", "\"do\":\"sleep\",\"millis\":1500", "");
        }

        await("Looper | ends ", 5);

        int running = 0;
        int most = 0;
        for (String line : lines("Looper | ")) {
            running += line.startsWith("Looper | begins ") ? 1 : -1;
            most = Math.max(most, running);
        }
        assertThat(most).isEqualTo(2);
    }

    @Test
    void letsAFunctionInvokeWhatItsRoleAllows() throws Exception {
        assertThat(invokedBySender("Probe:live").path("status").asInt()).isEqualTo(200);
        JsonNode refused = invokedBySender("Probe");
        assertThat(refused.path("status").asInt()).isEqualTo(403);
        assertThat(refused.path("body").asText()).contains("lambda:InvokeFunction");
        assertThat(invokedBySender("Taker").path("status").asInt()).isEqualTo(403);
    }

    private static JsonNode invokedBySender(String function) {
        return tell("{\"do\":\"invoke\",\"function\":\"" + function + "\"}");
    }

    /// @param message members of the message
    /// @param more members of the command, each with a comma before it
    private void send(String queue, String message, String more) {
        JsonNode answer = tell("{\"do\":\"send\",\"queue\":\"%s\",\"message\":{\"mark\":\"%s\",%s}%s}"
                .formatted(queue, mark, message, more));
        assertThat(answer.has("errorMessage")).as(answer.toString()).isFalse();
    }

    private static JsonNode tell(String command) {
        HttpResponse<byte[]> response = TestCloud.send(
                TestCloud.request("/2015-03-31/functions/Sender/invocations").POST(BodyPublishers.ofString(command)));
        return JsonTree.parse(response.body()).orElse(JsonTree.object());
    }

    /// Waits for so many lines about messages of this test.
    private List<String> await(String begin, int count) throws InterruptedException {
        Instant end = Instant.now().plus(SOON);
        while (lines(begin).size() < count && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(lines(begin)).as(begin).hasSizeGreaterThanOrEqualTo(count);
        return lines(begin);
    }

    private List<String> lines(String begin) {
        return TestCloud.LOG.stream()
                .filter(line -> line.startsWith(begin) && line.contains(mark))
                .toList();
    }
}
