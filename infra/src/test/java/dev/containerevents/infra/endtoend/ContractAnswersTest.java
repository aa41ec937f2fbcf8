package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.endtoend.Client.Answer;
import dev.containerevents.infra.local.Samples;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Compares the API's responses with its published contract: the gateway's and the functions', to every sample and
/// every example of a request. Whatever is sent, the contract allows the status, the media type and the body.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContractAnswersTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);
    private static final Path SAMPLES = Path.of("..", "events-samples");

    /// The headers of a sample that the client itself or the gateway sets.
    private static final Set<String> OTHERS = Set.of("authorization", "host", "content-length", "connection");

    private Cloud cloud;
    private JsonNode contract;

    @BeforeAll
    void fetchTheContract() throws Exception {
        cloud = Cloud.current();
        contract = cloud.client(null).get("/openapi.json").json();
    }

    /// Samples and examples create some, whose receivers don't exist.
    @AfterEach
    void deleteDestinations() throws Exception {
        RecordingReceiver.deleteDestinations(cloud.client(), cloud.org());
    }

    @Test
    void allowsEachAnswerToASample() throws Exception {
        List<String> faults = new ArrayList<>();
        int answers = 0;
        for (Operation operation : Contract.read().operations()) {
            for (Path file : samples(operation)) {
                JsonNode sample = MAPPER.readTree(file.toFile());
                for (Client client :
                        List.of(cloud.client(), cloud.client("Bearer " + cloud.otherKey()), cloud.client(null))) {
                    Answer answer = client.send(request(client, sample));
                    answers++;
                    fault(operation, sample.path("httpMethod").asText(), answer)
                            .ifPresent(fault -> faults.add(SAMPLES.relativize(file) + ": " + fault));
                }
            }
        }
        System.out.println(answers + " answers to samples");
        assertThat(answers).isGreaterThan(500);
        assertThat(faults).isEmpty();
    }

    /// An example that isn't accepted would be misleading.
    @Test
    void acceptsEachExampleOfARequest() throws Exception {
        List<String> faults = new ArrayList<>();
        int examples = 0;
        String destination =
                RecordingReceiver.destination(cloud.client(), cloud.org(), "https://siem.example.com/container-events");
        // A range without an entry can't be replayed.
        while (cloud.client()
                .get("/orgs/" + cloud.org() + "/feed?limit=1")
                .json()
                .path("entries")
                .isEmpty()) {
            Thread.sleep(200);
        }
        for (Operation operation : Contract.read().operations()) {
            for (Map.Entry<String, JsonNode> body :
                    operation(operation).at("/requestBody/content").properties()) {
                for (JsonNode example : body.getValue().path("examples")) {
                    examples++;
                    String path = operation
                            .route()
                            .path()
                            .replace("{destination_id}", destination)
                            .replace("{org_id}", cloud.org())
                            .replace("{container_id}", "web-1")
                            .replace("{log_source}", "generic");
                    Client client = cloud.client();
                    Answer answer = client.send(client.request(path)
                            .header("Content-Type", body.getKey())
                            .method(
                                    operation.route().method(),
                                    BodyPublishers.ofString(
                                            resolved(example).path("value").toString())));
                    fault(operation, operation.route().method(), answer).ifPresent(faults::add);
                    if (answer.status() >= 300) {
                        faults.add(operation.id() + " refuses " + example + ": " + answer.text());
                    }
                }
            }
        }
        assertThat(examples).isGreaterThan(5);
        assertThat(faults).isEmpty();
    }

    /// Makes the check fail on purpose: it must find a response that isn't allowed.
    @Test
    void noticesAnAnswerThatIsNotAllowed() throws Exception {
        Operation list = Contract.read().operations().stream()
                .filter(operation -> operation.id().equals("ListOrgEvents"))
                .findAny()
                .orElseThrow();
        Answer answer = cloud.client().get("/orgs/" + cloud.org() + "/events?limit=1");

        assertThat(fault(list, "GET", answer)).isEmpty();
        assertThat(fault(list, "GET", new Answer(201, answer.headers(), answer.text())))
                .isPresent();
        assertThat(fault(list, "GET", new Answer(200, answer.headers(), "{\"events\":[{\"status\":\"OK\"}]}")))
                .isPresent();
        assertThat(fault(list, "GET", new Answer(400, answer.headers(), answer.text())))
                .isPresent();
    }

    private static List<Path> samples(Operation operation) throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES.resolve(Samples.folder(operation.id())))) {
            return files.sorted().toList();
        }
    }

    private static HttpRequest.Builder request(Client client, JsonNode sample) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        sample.path("multiValueQueryStringParameters")
                .properties()
                .forEach(parameter -> parameter
                        .getValue()
                        .forEach(value -> query.add(encoded(parameter.getKey()) + "=" + encoded(value.asText()))));
        String body = sample.path("body").asText("");
        HttpRequest.Builder request = client.request(path(sample.path("path").asText()) + query)
                .method(
                        sample.path("httpMethod").asText(),
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        sample.path("multiValueHeaders").properties().stream()
                .filter(header -> !OTHERS.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .forEach(header -> header.getValue().forEach(value -> request.header(header.getKey(), value.asText())));
        return request;
    }

    /// As the gateway received it: most samples are encoded, some are invalid URIs.
    private static String path(String path) {
        try {
            return URI.create(path).getRawPath();
        } catch (IllegalArgumentException _) {
            return encoded(path).replace("%2F", "/").replace("+", "%20");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Returns what the contract doesn't allow about a response.
    private Optional<String> fault(Operation operation, String method, Answer answer) throws IOException {
        String what = operation.id() + " " + answer.status();
        JsonNode response = resolved(operation(operation).path("responses").path(String.valueOf(answer.status())));
        if (response.isMissingNode()) {
            return Optional.of(what + " is not documented: " + answer.text());
        }
        if (method.equals("HEAD") || !response.has("content")) {
            return answer.text().isEmpty() ? Optional.empty() : Optional.of(what + " has a body: " + answer.text());
        }
        String type = answer.header("Content-Type").replaceFirst(" *;.*", "");
        JsonNode schema = response.path("content").path(type).path("schema");
        if (schema.isMissingNode()) {
            return Optional.of(what + " is not documented as '" + type + "'");
        }
        ObjectNode whole = MAPPER.createObjectNode();
        whole.set("components", contract.path("components"));
        whole.putArray("allOf").add(schema);
        List<String> messages = new ArrayList<>();
        for (JsonNode value : values(type, answer.text())) {
            SCHEMAS.getSchema(whole).validate(value).stream()
                    .map(ValidationMessage::getMessage)
                    .forEach(messages::add);
        }
        return messages.isEmpty() ? Optional.empty() : Optional.of(what + " " + messages + ": " + answer.text());
    }

    private static List<JsonNode> values(String type, String body) throws JsonProcessingException {
        List<JsonNode> values = new ArrayList<>();
        switch (type) {
            case "application/x-ndjson" -> {
                for (String line : body.lines().toList()) {
                    values.add(MAPPER.readTree(line));
                }
            }
            case "text/csv", "text/html", "text/javascript", "text/plain", "application/x-protobuf" ->
                values.add(MAPPER.getNodeFactory().textNode(body));
            default -> values.add(MAPPER.readTree(body));
        }
        return values;
    }

    private JsonNode operation(Operation operation) {
        return contract.path("paths")
                .path(operation.route().path())
                .path(operation.route().method().toLowerCase(Locale.ROOT));
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : contract.at(reference.substring(1));
    }
}
