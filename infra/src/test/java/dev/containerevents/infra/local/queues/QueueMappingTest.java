package dev.containerevents.infra.local.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.services.Queues;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// AWS would refuse some mappings when they are created, and the local cloud doesn't support some others.
final class QueueMappingTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void readsTheMappingsOfQueuesOnly() throws Exception {
        assertThat(mappings(template -> {}))
                .containsExactly(
                        new QueueMapping(
                                "TakerMapping",
                                "arn:aws:lambda:us-east-1:000000000000:function:Taker",
                                "arn:aws:sqs:us-east-1:000000000000:Work",
                                true,
                                5),
                        new QueueMapping(
                                "ChainMapping",
                                "arn:aws:lambda:us-east-1:000000000000:function:Taker",
                                "arn:aws:sqs:us-east-1:000000000000:Chain",
                                true,
                                1000),
                        new QueueMapping(
                                "LooperMapping",
                                "arn:aws:lambda:us-east-1:000000000000:function:Looper",
                                "arn:aws:sqs:us-east-1:000000000000:Loop",
                                true,
                                2));
    }

    @Test
    void refusesWhatAwsWould() {
        assertRefused(
                "visibility timeout, 3 s, is less than the function's timeout, 4 s",
                template -> properties(template, "Taker").put("Timeout", 4));
        assertRefused(
                "MaximumConcurrency is 2 to 1000, not 1",
                template -> properties(template, "TakerMapping")
                        .putObject("ScalingConfig")
                        .put("MaximumConcurrency", 1));
        assertRefused(
                "doesn't allow sqs:ReceiveMessage on arn:aws:sqs:us-east-1:000000000000:Queue",
                template -> properties(template, "TakerMapping")
                        .put("EventSourceArn", "arn:aws:sqs:us-east-1:000000000000:Queue"));
    }

    @Test
    void refusesWhatItDoesNotSupport() {
        assertRefused(
                "BatchSize 10", template -> properties(template, "TakerMapping").put("BatchSize", 10));
        assertRefused(
                "MaximumBatchingWindowInSeconds",
                template -> properties(template, "TakerMapping").put("MaximumBatchingWindowInSeconds", 1));
    }

    private static ObjectNode properties(ObjectNode template, String resource) {
        return template.withObject("Resources").withObject(resource).withObject("Properties");
    }

    private void assertRefused(String why, Consumer<ObjectNode> change) {
        assertThatThrownBy(() -> mappings(change))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private List<QueueMapping> mappings(Consumer<ObjectNode> change) throws Exception {
        ObjectNode json = (ObjectNode) JsonTree.MAPPER.readTree(Files.readAllBytes(TestCloud.TEMPLATE));
        change.accept(json);
        for (String asset : List.of("test.assets.json", "code.jar")) {
            if (Files.notExists(directory.resolve(asset))) {
                Files.copy(TestCloud.TEMPLATE.resolveSibling(asset), directory.resolve(asset));
            }
        }
        Template template = new Template(Files.write(directory.resolve("template.json"), JsonTree.bytes(json)));
        List<FunctionSpec> functions = FunctionSpec.of(template);
        Roles roles = new Roles(template, functions);
        return QueueMapping.of(template, roles, Queues.of(template, roles, line -> {}), functions);
    }
}
