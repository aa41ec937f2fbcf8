package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// Sends raw requests to DynamoDB Local, with the administrator's access key. Thread-safe.
///
/// Not through the SDK, because a function receives a stream record in DynamoDB's own JSON.
public final class DynamoDbRequests implements AutoCloseable {

    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// Creates a client of the endpoint.
    public DynamoDbRequests(URI endpoint) {
        this.endpoint = endpoint;
    }

    /// Sends a request and returns the response.
    ///
    /// @param target service and operation, as in `X-Amz-Target`
    /// @throws Refused if DynamoDB Local refuses it
    public JsonNode send(String target, JsonNode body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(endpoint)
                        .header("X-Amz-Target", target)
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/dynamodb/aws4_request, SignedHeaders=host, Signature=local"
                                        .formatted(Roles.ADMINISTRATOR, Arn.REGION))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JsonTree.bytes(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new Refused(target, new String(response.body(), StandardCharsets.UTF_8));
        }
        return JsonTree.MAPPER.readTree(response.body());
    }

    @Override
    public void close() {
        http.close();
    }

    /// DynamoDB Local refused a request.
    public static final class Refused extends IOException {

        private static final long serialVersionUID = 1;

        Refused(String target, String answer) {
            super("DynamoDB Local refused " + target + ": " + answer);
        }

        /// Returns whether it was refused with an exception of this type.
        ///
        /// @param type the exception's name in DynamoDB
        public boolean is(String type) {
            return String.valueOf(getMessage()).contains(type);
        }
    }
}
