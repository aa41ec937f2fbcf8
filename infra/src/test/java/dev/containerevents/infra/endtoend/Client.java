package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client of the API with one key, or none. Thread-safe.
record Client(URI base, @Nullable String authorization) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    record Answer(int status, HttpHeaders headers, String text) {
        JsonNode json() {
            try {
                return MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(text, e);
            }
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    Answer get(String path) throws Exception {
        return send(request(path).GET());
    }

    Answer getAs(String mediaType, String path) throws Exception {
        return send(request(path).header("Accept", mediaType).GET());
    }

    Answer post(String path, String json) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(path.startsWith("http") ? URI.create(path) : URI.create(base + path));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /// Logs an event and returns its id.
    String log(String container, String json) throws Exception {
        Answer answer = post(container, json);
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + answer.json());
        }
        return answer.json().path("event_id").asText();
    }

    /// Logs many events of an organisation.
    ///
    /// @param lines one event per line, in JSON
    Answer logAll(String org, String lines) throws Exception {
        return send(request("/orgs/" + org + "/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines)));
    }

    /// Walks a list from its first page to its last and returns the ids in the order of the list.
    ///
    /// @param path with at least one query parameter
    List<String> walk(String path) throws Exception {
        List<String> ids = new ArrayList<>();
        String token = "";
        do {
            Answer page = get(token.isEmpty() ? path : path + "&next_token=" + token);
            if (page.status() != 200) {
                throw new AssertionError(page.status() + " " + page.json());
            }
            page.json()
                    .path("events")
                    .forEach(event -> ids.add(event.path("event_id").asText()));
            token = page.json().path("next_token").asText();
        } while (!token.isEmpty());
        return ids;
    }
}
