package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.aws.Aws;
import dev.containerevents.aws.RestService;
import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Secrets as SecureStrings of the Parameter Store of AWS Systems Manager. Its API is called directly: three calls
/// don't justify another client of the SDK in the jar that every function loads.
///
/// A version never changes, so it is read once.
final class ParameterStore implements SecretStore {

    /// The most secrets that are kept in memory.
    private static final int MOST_KEPT = 1_000;

    private static final String NOT_FOUND = "ParameterNotFound";

    private final RestService ssm;
    private final String path;
    private final Map<String, String> kept = new ConcurrentHashMap<>();

    /// @param path what the names of all parameters of the deployment begin with
    ParameterStore(RestService ssm, String path) {
        this.ssm = ssm;
        this.path = path;
    }

    static ParameterStore deployed() {
        return new ParameterStore(Aws.rest("ssm", "ssm"), Aws.variable("SECRETS_PATH"));
    }

    private String name(String destination) {
        return path + "/" + destination;
    }

    @Override
    public long put(String destination, String secret) throws IOException {
        RestService.Answer answer = call("PutParameter", json -> {
            json.writeStartObject();
            json.writeStringField("Name", name(destination));
            json.writeStringField("Value", secret);
            json.writeStringField("Type", "SecureString");
            json.writeBooleanField("Overwrite", true);
            json.writeEndObject();
        });
        return Long.parseLong(member(succeeded(answer), "Version"));
    }

    @Override
    public String get(String destination, long version) throws IOException {
        String name = name(destination) + ":" + version;
        String known = kept.get(name);
        if (known != null) {
            return known;
        }
        RestService.Answer answer = call("GetParameter", json -> {
            json.writeStartObject();
            json.writeStringField("Name", name);
            json.writeBooleanField("WithDecryption", true);
            json.writeEndObject();
        });
        String secret = member(succeeded(answer), "Value");
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        kept.put(name, secret);
        return secret;
    }

    @Override
    public void delete(String destination) throws IOException {
        RestService.Answer answer = call("DeleteParameter", json -> {
            json.writeStartObject();
            json.writeStringField("Name", name(destination));
            json.writeEndObject();
        });
        if (!type(answer).endsWith(NOT_FOUND)) {
            succeeded(answer);
        }
    }

    private RestService.Answer call(String action, Json.Writer body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, body);
        return ssm.call("AmazonSSM." + action, out.toByteArray());
    }

    /// The body of an answer is in no message: it may have the secret.
    private static RestService.Answer succeeded(RestService.Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException("the Parameter Store answered with " + answer.status() + " " + type(answer));
        }
        return answer;
    }

    private static String type(RestService.Answer answer) throws IOException {
        return answer.status() == 200 ? "" : member(answer, "__type");
    }

    /// Returns the first member of that name, at any depth.
    private static String member(RestService.Answer answer, String name) throws IOException {
        try (JsonParser json = Json.PLAIN.createParser(answer.body())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.getText().equals(name)) {
                    json.nextToken();
                    return json.getText();
                }
            }
        }
        return "";
    }
}
