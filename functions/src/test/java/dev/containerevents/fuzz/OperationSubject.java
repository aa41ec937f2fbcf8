package dev.containerevents.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.ContractSchemas;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.Handlers;
import dev.containerevents.table.LocalEngine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;

/// An operation of the contract.
final class OperationSubject implements Subject {

    /// Documented statuses that a client can't cause.
    private static final Set<Integer> OURS = Set.of(429, 500, 503);

    /// Operations that share a table that is written.
    private static final Set<String> WRITING = Set.of(
            "CreateAuthentikEvent",
            "CreateContainerEvent",
            "CreateDestination",
            "CreateEvents",
            "CreateViewerToken",
            "DeleteDestination",
            "IngestLogs",
            "IngestOtlpLogs",
            "ReplayDestination",
            "TestDestination",
            "UpdateDestination");

    /// Operations whose body may have several events.
    private static final Set<String> MANY = Set.of("CreateEvents", "IngestLogs");

    /// Operations that store thousands of records, as many as they can in their time, and ask for the rest again.
    private static final Set<String> RESUMED = Set.of("IngestLogs", "IngestOtlpLogs");

    /// DynamoDB Local stores some 600 records a second.
    private static final int MOST_TIMES = 3;

    /// The maximum size of a response that Lambda passes on.
    private static final int MOST_BYTES = 6 * 1024 * 1024;

    private final String operation;
    private final ContractSchemas contract;
    private final TwoOrgs orgs;
    private final long eventsOfTheOther;
    private final RequestStreamHandler handler;
    private final Requests requests;
    private final Map<Integer, Integer> statuses = new TreeMap<>();

    OperationSubject(String operation, ContractSchemas contract, LocalEngine engine) throws Exception {
        this.operation = operation;
        this.contract = contract;
        String folder = contract.packageOf(operation);
        boolean isWriting = WRITING.contains(operation);
        // What one does to a destination, no other can do again.
        boolean isAlone = isWriting && folder.equals("delivery");
        orgs = isAlone ? TwoOrgs.create(engine) : TwoOrgs.shared(engine, isWriting);
        handler = Handlers.on(orgs.table(), folder, operation);
        List<ObjectNode> good = Subject.samples(operation, "2");
        requests = new Requests(
                good,
                Subject.samples(operation, "4"),
                contract.queryParameters(operation),
                contract.members(),
                isAlone ? Set.of() : orgs.positions(folder, operation, good),
                MANY.contains(operation));
        eventsOfTheOther = orgs.eventsOfTheOther();
    }

    @Override
    public Arbitrary<String> events() {
        return requests.events();
    }

    @Override
    public void check(String event) throws Exception {
        JsonNode answer = answer(event);
        String text = answer.toString();
        assertThat(text.length()).as("the answer's length").isLessThan(MOST_BYTES);
        assertThat(text).as("what the other organisation logged").doesNotContain(orgs.marker());
        int status = status(answer);
        statuses.merge(status, 1, Integer::sum);
        String body = answer.path("body").asText();
        assertThat(contract.lists(operation, status) && !OURS.contains(status))
                .as(status + " " + body)
                .isTrue();
        for (Map.Entry<String, JsonNode> header : answer.path("headers").properties()) {
            assertThat(header.getValue().asText()).as(header.getKey()).matches("[ -~]*");
        }
        if (JsonMutation.MAPPER.readTree(event).path("httpMethod").asText().equals("HEAD")) {
            assertThat(body).isEmpty();
        } else {
            String type = answer.at("/headers/Content-Type").asText();
            assertThat(contract.faults(operation, status, type, body)).as(body).isEmpty();
        }
    }

    private JsonNode answer(String event) throws IOException {
        JsonNode answer = HandlerInvocation.of(handler, event);
        for (int i = 1; i < MOST_TIMES && RESUMED.contains(operation) && status(answer) == 503; i++) {
            answer = HandlerInvocation.of(handler, event);
        }
        return answer;
    }

    private static int status(JsonNode answer) {
        return answer.path("statusCode").asInt();
    }

    @Override
    public String checkAfterwards() {
        assertThat(statuses.keySet()).as("not everything was refused").containsAnyOf(200, 201, 202, 204);
        assertThat(orgs.eventsOfTheOther()).isEqualTo(eventsOfTheOther);
        return statuses.toString();
    }
}
