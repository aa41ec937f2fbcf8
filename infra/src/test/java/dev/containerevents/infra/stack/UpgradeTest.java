package dev.containerevents.infra.stack;

import static dev.containerevents.infra.stack.Mutation.in;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.repository.NodeProgram;
import dev.containerevents.infra.repository.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A deployment over 1.0.0 neither replaces nor deletes resources with data or with addresses that clients know,
/// and doesn't abandon them for empty ones.
@Execution(ExecutionMode.CONCURRENT)
final class UpgradeTest {

    private static final Path RELEASED = Repository.root().resolve("infra/src/test/resources/template-1.0.0.json");

    private static final Set<String> LASTING =
            Set.of("AWS::DynamoDB::Table", "AWS::ApiGateway::RestApi", "AWS::Events::EventBus", "AWS::SQS::Queue");

    /// The possible changes; a resource without a change isn't listed.
    private static final String UPDATED = "WILL_UPDATE";

    private static final StackTemplate BEFORE = StackTemplate.read(RELEASED);

    @Test
    void keepsTableApiBusAndQueue() throws IOException, InterruptedException {
        assertThat(losses(Stream.of(Synthesised.template().json()))).containsExactly(Map.of());
    }

    @Test
    void wouldNoticeALoss() throws IOException, InterruptedException {
        List<Mutation> mutations = mutations();
        List<Map<String, String>> losses = losses(mutations.stream().map(mutation -> {
            JsonNode template = Synthesised.template().json();
            mutation.change().accept(template.at(mutation.pointer()));
            return template;
        }));
        for (int i = 0; i < mutations.size(); i++) {
            Mutation mutation = mutations.get(i);
            assertThat(losses.get(i).values()).as(mutation.toString()).containsExactly(mutation.check());
        }
    }

    /// The mutations, each with its change.
    private static List<Mutation> mutations() {
        String table = id("AWS::DynamoDB::Table");
        String api = id("AWS::ApiGateway::RestApi");
        String bus = id("AWS::Events::EventBus");
        String queue = id("AWS::SQS::Queue");
        return List.of(
                in("WILL_ORPHAN", "/Resources", node -> rename(node, table)),
                in("WILL_DESTROY", "/Resources", node -> rename(node, api)),
                in("WILL_DESTROY", "/Resources", node -> rename(node, bus)),
                in("WILL_ORPHAN", "/Resources", node -> rename(node, queue)),
                in("WILL_REPLACE", properties(table), node -> node.put("TableName", "events")),
                in("WILL_REPLACE", properties(table) + "/KeySchema/0", node -> node.put("AttributeName", "by_org")),
                in("WILL_REPLACE", properties(bus), node -> node.put("Name", "events")),
                in("WILL_REPLACE", properties(queue), node -> node.put("FifoQueue", true)));
    }

    private static String id(String type) {
        return BEFORE.resources(type).keySet().iterator().next();
    }

    private static void rename(ObjectNode resources, String id) {
        resources.set(id + "2", resources.remove(id));
    }

    private static String properties(String id) {
        return "/Resources/" + id + "/Properties";
    }

    /// Returns what deployments of these templates would do to the lasting resources of 1.0.0, by logical id.
    private static List<Map<String, String>> losses(Stream<JsonNode> templates)
            throws IOException, InterruptedException {
        String lines = templates.map(JsonNode::toString).collect(Collectors.joining("\n"));
        return NodeProgram.install("template-diff", "compare.cjs")
                .run(List.of(RELEASED.toString()), lines)
                .lines()
                .map(UpgradeTest::losses)
                .toList();
    }

    private static Map<String, String> losses(String impacts) {
        try {
            return new ObjectMapper()
                    .readTree(impacts).properties().stream()
                            .filter(impact -> LASTING.contains(BEFORE.resources()
                                    .path(impact.getKey())
                                    .path("Type")
                                    .asText()))
                            .filter(impact -> !impact.getValue().asText().equals(UPDATED))
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    impact -> impact.getValue().asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
