package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The contract as the API publishes it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PublishedContractTest {

    private static final String PATH = "/openapi.json";
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{\\w+}");

    private Client anyone;
    private Answer answer;

    @BeforeAll
    void fetch() throws Exception {
        anyone = Cloud.current().client(null);
        answer = anyone.get(PATH);
    }

    @Test
    void describesEachOperationToAnyone() {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(operations(answer.json()))
                .containsExactlyInAnyOrderElementsOf(
                        Contract.read().operations().stream().map(Operation::id).toList());
    }

    @Test
    void returnsTheUrlThatWasCalled() {
        assertThat(answer.json().path("servers").findValuesAsText("url"))
                .containsExactly(anyone.base().toString());
    }

    @Test
    void refersOnlyToItsOwnSchemas() {
        List<String> references = answer.json().findValuesAsText("$ref");

        assertThat(references).hasSizeGreaterThan(100).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(answer.json().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
    }

    /// What FastMCP 4 demands of a contract: it names a tool by the operation's id up to `__`, without other
    /// characters and at most 56 long, follows references name by name, and takes arguments for parameters.
    @Test
    void canBecomeToolsOfALanguageModel() {
        assertThat(answer.json().findValuesAsText("$ref"))
                .allSatisfy(reference -> assertThat(reference).matches("#/components/[A-Za-z]+/[A-Za-z0-9_]+"));
        assertThat(operations(answer.json())).doesNotHaveDuplicates();
        answer.json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .filter(member -> member.getValue().has("responses"))
                        .forEach(operation -> assertIsTool(path.getKey(), path.getValue(), operation.getValue())));
    }

    private void assertIsTool(String path, JsonNode shared, JsonNode operation) {
        String id = operation.path("operationId").asText();
        assertThat(id).as(path).matches("[A-Za-z0-9]+(_[A-Za-z0-9]+)*").hasSizeLessThanOrEqualTo(56);
        assertThat(operation.path("summary").asText()
                        + operation.path("description").asText())
                .as(id)
                .isNotBlank();
        List<JsonNode> parameters = Stream.concat(
                        shared.path("parameters").valueStream(),
                        operation.path("parameters").valueStream())
                .map(this::resolved)
                .toList();
        assertThat(parameters)
                .as(id)
                .allMatch(parameter -> parameter.has("schema") || parameter.has("content"))
                .extracting(parameter -> parameter.path("name").asText())
                .doesNotHaveDuplicates();
        assertThat(parameters.stream()
                        .filter(parameter -> parameter.path("in").asText().equals("path"))
                        .filter(parameter -> parameter.path("required").asBoolean())
                        .map(parameter -> "{" + parameter.path("name").asText() + "}"))
                .as(id)
                .containsExactlyInAnyOrderElementsOf(PATH_PARAMETER
                        .matcher(path)
                        .results()
                        .map(MatchResult::group)
                        .toList());
        resolved(operation.path("requestBody"))
                .path("content")
                .forEach(type -> assertThat(type.has("schema")).as(id).isTrue());
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : answer.json().at(reference.substring(1));
    }

    @Test
    void revealsNothingOfTheDeployment() {
        assertThat(names(answer.json())).contains("operationId").noneMatch(name -> name.startsWith("x-"));
        assertThat(answer.text()).doesNotContain("x-table-access");
    }

    @Test
    void isCached() throws Exception {
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=3600");
        String tag = answer.header("ETag");

        Answer known = anyone.send(anyone.request(PATH).header("If-None-Match", "\"other\", " + tag));
        Answer unknown = anyone.send(anyone.request(PATH).header("If-None-Match", "\"other\""));

        assertThat(known.status()).isEqualTo(304);
        assertThat(known.text()).isEmpty();
        assertThat(known.header("ETag")).isEqualTo(tag);
        assertThat(known.header("Cache-Control")).isEqualTo("public, max-age=3600");
        assertThat(unknown.status()).isEqualTo(200);
    }

    @Test
    void costsNoUnits() {
        assertThat(answer.header("X-Consumed-Read-Units")).isEqualTo("0");
    }

    private static List<String> operations(JsonNode document) {
        return document.path("paths").findValuesAsText("operationId");
    }

    private static Stream<String> names(JsonNode node) {
        return Stream.concat(
                node.propertyStream().map(member -> member.getKey()),
                node.valueStream().flatMap(PublishedContractTest::names));
    }
}
