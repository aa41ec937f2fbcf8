package dev.containerevents.auth;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.containerevents.event.Right;
import dev.containerevents.http.Caller;
import dev.containerevents.json.Json;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.StoredKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// The Lambda authorizer, of type TOKEN.
///
/// API Gateway caches its policy for each key, and holds every later request against it, whatever its path: so the
/// policy covers all that the key may do, not just this request.
public final class Authorizer implements RequestStreamHandler {

    /// How long API Gateway keeps an answer: how long a revoked key still works, at most.
    public static final Duration CACHE = Duration.ofSeconds(60);

    private final AccessTable table;

    public Authorizer() {
        this(AccessTable.deployed());
    }

    public Authorizer(AccessTable table) {
        this.table = table;
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        String authorization = "";
        String methodArn = "";
        try (JsonParser json = Json.PLAIN.createParser(in)) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "authorizationToken" -> authorization = json.getValueAsString("");
                    case "methodArn" -> methodArn = json.getValueAsString("");
                    default -> json.skipChildren();
                }
            }
        }
        // Without either it is the schedule's call that keeps the function's snapshot alive.
        if (!methodArn.isEmpty()) {
            AccessTable.KeyAndOrg caller = authenticate(authorization).orElseThrow(Unauthorized::new);
            String stage = stage(methodArn);
            Json.write(out, json -> writePolicy(json, caller, stage));
        }
    }

    private Optional<AccessTable.KeyAndOrg> authenticate(String authorization) {
        Optional<ApiKey> presented = ApiKey.of(authorization);
        return presented
                .flatMap(key -> table.find(key.id()))
                .filter(found -> presented.get().hasHash(found.key().hash()))
                .filter(found -> found.key().isValidAt(Instant.now()));
    }

    /// What API Gateway answers by 401: it goes by the message, and takes any other for a failure of ours. Without
    /// a stack trace, which the runtime would log for each wrong key.
    private static final class Unauthorized extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unauthorized() {
            super("Unauthorized", null, false, false);
        }
    }

    /// `arn:aws:execute-api:region:account:api/stage` of `…/stage/GET/orgs/…`
    private static String stage(String methodArn) {
        int api = methodArn.indexOf('/');
        return methodArn.substring(0, methodArn.indexOf('/', api + 1));
    }

    private static void writePolicy(JsonGenerator json, AccessTable.KeyAndOrg caller, String stage) throws IOException {
        StoredKey key = caller.key();
        json.writeStartObject();
        json.writeStringField("principalId", key.id());
        json.writeObjectFieldStart("policyDocument");
        json.writeStringField("Version", "2012-10-17");
        json.writeArrayFieldStart("Statement");
        json.writeStartObject();
        json.writeStringField("Effect", "Allow");
        json.writeStringField("Action", "execute-api:Invoke");
        json.writeArrayFieldStart("Resource");
        for (Right right : key.rights()) {
            json.writeString(stage + "/" + method(right) + "/orgs/" + key.org() + "/*");
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeObjectFieldStart("context");
        for (Map.Entry<String, String> entry : new Caller(caller.org().at(Instant.now()), key.rights())
                .context()
                .entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String method(Right right) {
        return switch (right) {
            case READ -> "GET";
            case WRITE -> "POST";
        };
    }
}
