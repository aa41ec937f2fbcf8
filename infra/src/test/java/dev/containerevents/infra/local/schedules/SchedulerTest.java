package dev.containerevents.infra.local.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.LocalCloud;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.lambda.ClassCache;
import dev.containerevents.infra.local.lambda.FunctionProcess;
import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which schedules of a template are run, and what they send.
final class SchedulerTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void runsTheSchedulesOfFunctions() throws Exception {
        assertThat(schedules(template -> {}))
                .containsExactly(new Schedule(
                        "Wake", Duration.ofMinutes(15), "arn:aws:lambda:us-east-1:000000000000:function:Probe:live"));
        assertThat(schedules(template -> template.put("ScheduleExpression", "rate(1 hour)"))
                        .getFirst()
                        .rate())
                .isEqualTo(Duration.ofHours(1));
        assertThat(schedules(template -> template.withObject("Target").put("Arn", "Machine")))
                .as("of a state machine")
                .isEmpty();
    }

    @Test
    void refusesASchedule() {
        assertRefused(
                "doesn't allow lambda:InvokeFunction on",
                schedule -> schedule.withObject("Target")
                        .putObject("Arn")
                        .putArray("Fn::GetAtt")
                        .add("Probe")
                        .add("Arn"));
        assertRefused(
                "the schedule cron(0 * * * ? *)", schedule -> schedule.put("ScheduleExpression", "cron(0 * * * ? *)"));
        assertRefused(
                "the Input of Wake", schedule -> schedule.withObject("Target").put("Input", "{}"));
    }

    private void assertRefused(String why, Consumer<ObjectNode> change) {
        assertThatThrownBy(() -> schedules(change))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    /// Returns the schedules of the tests' template with one more.
    private List<Schedule> schedules(Consumer<ObjectNode> change) throws Exception {
        ObjectNode template = (ObjectNode) JsonTree.MAPPER.readTree(Files.readAllBytes(TestCloud.TEMPLATE));
        ObjectNode resources = template.withObject("Resources");
        resources.set("WakeRole", JsonTree.MAPPER.readTree("""
            {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": {"Statement":
              {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": {"Ref": "ProbeAlias"}}}}]}}
            """));
        ObjectNode schedule = (ObjectNode) JsonTree.MAPPER.readTree("""
            {"ScheduleExpression": "rate(15 minutes)",
             "Target": {"Arn": {"Ref": "ProbeAlias"}, "RoleArn": {"Fn::GetAtt": ["WakeRole", "Arn"]}}}
            """);
        change.accept(schedule);
        resources.putObject("Wake").put("Type", "AWS::Scheduler::Schedule").set("Properties", schedule);
        return Schedule.of(new Template(Files.write(directory.resolve("template.json"), JsonTree.bytes(template))));
    }

    @Test
    void invokesAgainAndAgainFromThenOn() throws Exception {
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        FunctionProcess.Surroundings surroundings = new FunctionProcess.Surroundings(
                NOWHERE, NOWHERE, !LocalCloud.Options.isLinux(), ClassCache.None::new, log::add);
        Schedule schedule = new Schedule("Wake", Duration.ofMillis(200), "Sender");
        try (Functions functions = new Functions(FunctionSpec.of(new Template(TestCloud.TEMPLATE)), surroundings);
                Scheduler _ = new Scheduler(List.of(schedule), functions, log::add)) {
            for (int i = 0; i < 2; i++) {
                JsonNode notification = next(log);
                assertThat(notification.path("source").asText()).isEqualTo("aws.scheduler");
                assertThat(notification.path("detail-type").asText()).isEqualTo("Scheduled Event");
                assertThat(notification.path("detail").asText()).isEqualTo("{}");
            }
        }
    }

    private static JsonNode next(BlockingQueue<String> log) throws InterruptedException {
        String line = "";
        while (!line.startsWith("Sender | begins ")) {
            line = log.poll(30, TimeUnit.SECONDS);
            assertThat(line).as("nothing was invoked").isNotNull();
        }
        return JsonTree.parse(line.substring(line.indexOf('{')).getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }
}
