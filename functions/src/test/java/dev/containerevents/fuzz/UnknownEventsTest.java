package dev.containerevents.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.ContractSchemas;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.Handlers;
import dev.containerevents.auth.Authorizer;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.delivery.LocalDelivery;
import dev.containerevents.ledger.Log;
import dev.containerevents.stream.StreamFunctions;
import dev.containerevents.stream.Verifying;
import dev.containerevents.table.LocalEngine;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An event of an unknown shape fails the invocation. An empty success would tell the caller that something was
/// done.
final class UnknownEventsTest {

    private static final LocalTable TABLE = LocalTable.withoutIndexes(LocalEngine.SHARED);
    private static final StreamFunctions STREAMS = new StreamFunctions(TABLE);
    private static final ContractSchemas CONTRACT = new ContractSchemas();

    /// Functions for operators: they report what is wrong with the command instead of failing.
    private static final Set<String> COMMANDS = Set.of("ManageAccess", "VerifyLedger");

    /// The function that EventBridge calls.
    private static final String SCHEDULED = "WakeDestinations";

    private static final Duration AT_ONCE = Duration.ofSeconds(20);
    private static final int CUTS = 60;

    private static final List<String> SHAPES = List.of(
            "{}",
            "[]",
            "null",
            "7",
            "\"\"",
            "\"{\\\"keep\\\":\\\"active\\\"}\"",
            "{\"keep\":\"alive\"}",
            "{\"keep\":[\"active\"]}",
            "{\"keep\":\"active\",\"more\":true}",
            "{\"warmup\":true}",
            // An HTTP API or a function URL, payload 2.0.
            "{\"version\":\"2.0\",\"routeKey\":\"$default\",\"rawPath\":\"/orgs/acme/events\",\"rawQueryString\":\"\","
                    + "\"headers\":{\"host\":\"api.example.com\"},\"requestContext\":{\"http\":{\"method\":\"GET\","
                    + "\"path\":\"/orgs/acme/events\"},\"requestId\":\"r-1\"},\"isBase64Encoded\":false}",
            // A load balancer.
            "{\"requestContext\":{\"elb\":{\"targetGroupArn\":\"arn\"}},\"httpMethod\":\"GET\",\"path\":\"/events\","
                    + "\"multiValueHeaders\":{\"host\":[\"api.example.com\"]},\"body\":\"\",\"isBase64Encoded\":false}",
            // A web socket.
            "{\"requestContext\":{\"routeKey\":\"$connect\",\"requestId\":\"r-1\",\"connectionId\":\"c\"}}",
            // EventBridge, SNS, S3.
            "{\"version\":\"0\",\"id\":\"1\",\"detail-type\":\"Scheduled"
                    + " Event\",\"source\":\"aws.events\",\"detail\":{}}",
            "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"Message\":\"m\"}}]}",
            "{\"Records\":[{\"eventSource\":\"aws:s3\",\"s3\":{\"bucket\":{\"name\":\"b\"}}}]}",
            "{\"Records\":{}}",
            "{\"Records\":[7]}");

    /// Events whose members have the right names but other shapes.
    private static final List<String> MALFORMED = List.of(
            "{\"multiValueHeaders\":{\"Accept\":\"x\"}}",
            "{\"multiValueHeaders\":{\"Accept\":null}}",
            "{\"multiValueHeaders\":{\"Accept\":{\"a\":[1]}}}",
            "{\"multiValueHeaders\":{\"Accept\":[\"x\",[\"y\"]]}}",
            "{\"multiValueHeaders\":[\"Accept\"]}",
            "{\"multiValueQueryStringParameters\":{\"limit\":\"7\"}}",
            "{\"multiValueQueryStringParameters\":7}",
            "{\"pathParameters\":[\"org_id\"]}",
            "{\"pathParameters\":{\"org_id\":[\"acme\"]}}",
            "{\"requestContext\":\"r-1\"}",
            "{\"requestContext\":{\"requestId\":{}}}",
            "{\"requestContext\":{\"requestId\":\"r-1\",\"authorizer\":\"acme\"}}",
            "{\"httpMethod\":{\"GET\":1}}",
            "{\"httpMethod\":[\"GET\"]}",
            "{\"path\":[]}",
            "{\"body\":{\"event_type\":\"ACCESS\"}}",
            "{\"type\":[\"TOKEN\"]}",
            "{\"authorizationToken\":{\"methodArn\":\"arn/stage/GET/\"},\"methodArn\":null}",
            "{\"methodArn\":\"arn\"}",
            "{\"methodArn\":[\"a/b/c\"]}",
            "{\"Records\":\"x\"}",
            "{\"Records\":[{\"dynamodb\":\"x\"}]}",
            "{\"Records\":[{\"dynamodb\":{\"SequenceNumber\":{}}}]}",
            "{\"Records\":[{\"dynamodb\":{\"SequenceNumber\":\"1\",\"NewImage\":\"x\"}}]}",
            "{\"Records\":[{\"dynamodb\":{\"SequenceNumber\":\"1\",\"NewImage\":{\"pk\":\"x\"}}}]}",
            "{\"Records\":[{\"dynamodb\":{\"SequenceNumber\":\"1\",\"NewImage\":{\"pk\":{}}}}]}",
            "{\"Records\":[{\"dynamodb\":{\"SequenceNumber\":\"1\",\"NewImage\":{\"pk\":{\"S\":\"x\",\"N\":\"1\"}}}}]}",
            "{\"shardId\":7,\"Records\":[]}");

    static List<String> handlers() throws IOException {
        return Handlers.names();
    }

    @AfterAll
    static void close() {
        STREAMS.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handlers")
    void failsOnAnEventOfAnotherShape(String function) throws Exception {
        RequestStreamHandler handler = handler(function);
        SHAPES.stream()
                .filter(shape -> !(function.equals(SCHEDULED) && shape.contains("aws.events")))
                .forEach(shape -> assertFails(function, handler, shape));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handlers")
    void failsOnAnEventWhoseMembersHaveOtherShapes(String function) throws Exception {
        RequestStreamHandler handler = handler(function);
        ObjectNode good = sample(function);
        for (String malformed : MALFORMED) {
            ObjectNode changes = (ObjectNode) JsonMutation.MAPPER.readTree(malformed);
            if (changes.propertyStream().allMatch(change -> good.has(change.getKey()))) {
                assertFails(function, handler, good.deepCopy().setAll(changes).toString());
            }
            assertFails(function, handler, malformed);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handlers")
    void failsOnAnEventThatEndsEarly(String function) throws Exception {
        RequestStreamHandler handler = handler(function);
        String good = sample(function).toString();
        IntStream.rangeClosed(1, CUTS)
                .mapToObj(i -> good.substring(0, (good.length() - 1) * i / CUTS))
                .forEach(cut -> assertFails(function, handler, cut));
        assertFails(function, handler, "");
    }

    /// It doesn't even reach the table.
    @ParameterizedTest(name = "{0}")
    @MethodSource("handlers")
    void returnsAtOnceFromTheWeeklyCall(String function) throws Exception {
        assertThat(HandlerInvocation.of(handler(function), "{\"keep\":\"active\"}")
                        .isMissingNode())
                .isTrue();
    }

    private static void assertFails(String function, RequestStreamHandler handler, String event) {
        assertTimeoutPreemptively(AT_ONCE, () -> {
            if (COMMANDS.contains(function)) {
                assertThat(HandlerInvocation.of(handler, event).path("status").asInt())
                        .as(event)
                        .isEqualTo(400);
            } else {
                assertThatExceptionOfType(RuntimeException.class)
                        .as(event)
                        .isThrownBy(() -> HandlerInvocation.of(handler, event))
                        .withMessageNotContaining("Unauthorized");
            }
        });
    }

    private static RequestStreamHandler handler(String function) throws ReflectiveOperationException {
        return switch (function) {
            case "Authorizer" -> new Authorizer(TABLE.access(), new Log(TABLE.ledger()), "", "", LocalPlans.PREFIX);
            case "ManageAccess" -> new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans());
            case "VerifyLedger" -> Verifying.verifier(TABLE);
            case "PublishEvents", "UpdateLedger" -> STREAMS.of(function);
            case "DeliverEvents" -> LocalDelivery.deliverEvents(TABLE);
            case "WakeDestinations" -> LocalDelivery.wakeDestinations(TABLE);
            default -> Handlers.on(TABLE, CONTRACT.packageOf(function), function);
        };
    }

    private static ObjectNode sample(String function) throws IOException {
        return Subject.samples(function, "2").getFirst();
    }
}
