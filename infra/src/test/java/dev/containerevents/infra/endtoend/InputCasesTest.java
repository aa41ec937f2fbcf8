package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.endtoend.InputCase.Expected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Inputs of real clients are answered and stored as in `cases/input.json`. Each case has its own organisation,
/// and passes gateway, authorizer and function.
final class InputCasesTest {

    @TestFactory
    Stream<DynamicTest> answersAndStores() throws Exception {
        List<InputCase> cases = InputCase.all();
        assertThat(cases.stream().map(InputCase::id)).isNotEmpty().doesNotHaveDuplicates();
        return cases.stream().map(each -> DynamicTest.dynamicTest(each.id() + ": " + each.why(), () -> check(each)));
    }

    private static void check(InputCase each) throws Exception {
        Tenant tenant = Tenant.create(Cloud.current());
        InputCase.Request before = each.before();
        if (before != null) {
            assertThat(send(before, tenant).status()).as("what is sent first").isBetween(200, 299);
        }
        RawHttp.Answer answer = send(each.request(), tenant);
        Expected expected = each.expect();
        assertThat(answer.status()).as("%s", answer).isEqualTo(expected.status());
        assertThat(answer.body()).contains(expected.says());
        expected.header()
                .forEach((name, value) ->
                        assertThat(answer.header(name)).as(name).contains(InputCase.fill(value, tenant)));
        if (!expected.results().isEmpty()) {
            assertThat(json(answer)
                            .path("results")
                            .valueStream()
                            .map(result -> result.path("status").asInt()))
                    .as(answer.body())
                    .isEqualTo(expected.results());
        }
        if (expected.body() != null) {
            assertThat(json(answer)).isEqualTo(expected.body());
        }
        checkStored(expected, tenant);
    }

    private static void checkStored(Expected expected, Tenant tenant) throws Exception {
        if (expected.notStored()) {
            assertThat(list("application/json", tenant).path("events")).isEmpty();
        }
        if (!expected.stored().isEmpty() || !expected.absent().isEmpty()) {
            JsonNode event = only(list("application/json", tenant).path("events"));
            checkMembers(event, expected.stored());
            expected.absent()
                    .forEach(member -> assertThat(event.has(member))
                            .as("has %s: %s", member, event)
                            .isFalse());
        }
        if (!expected.cloudevent().isEmpty()) {
            checkMembers(only(list("application/cloudevents-batch+json", tenant)), expected.cloudevent());
        }
    }

    private static void checkMembers(JsonNode event, Map<String, JsonNode> expected) {
        expected.forEach((member, value) ->
                assertThat(event.path(member)).as("%s of %s", member, event).isEqualTo(value));
    }

    private static JsonNode only(JsonNode events) {
        assertThat(events).hasSize(1);
        return events.path(0);
    }

    private static JsonNode list(String mediaType, Tenant tenant) throws Exception {
        Client.Answer answer = tenant.client().getAs(mediaType, tenant.path("/events"));
        assertThat(answer.status()).as("reading back: %s", answer).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode json(RawHttp.Answer answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    /// Byte by byte, because the JDK's client replaces what isn't ASCII in a header.
    private static RawHttp.Answer send(InputCase.Request request, Tenant tenant) throws IOException {
        byte[] body = request.bytes(tenant);
        StringBuilder head = new StringBuilder(
                        request.method() + " " + InputCase.fill(request.path(), tenant) + " HTTP/1.1\r\n")
                .append("Host: ")
                .append(tenant.cloud().uri().getAuthority())
                .append("\r\nConnection: close\r\n");
        request.headers(tenant)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body);
        return RawHttp.send(tenant.cloud().uri(), bytes.toByteArray(), StandardCharsets.UTF_8);
    }
}
