package dev.containerevents.auth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.io.InputStream;

/// What API Gateway asks an authorizer.
///
/// @param authorization the header `Authorization`; empty if there is none
/// @param methodArn     empty if this is no request of API Gateway
/// @param isToken       whether it asks as of type TOKEN
record AuthorizerEvent(String authorization, String methodArn, boolean isToken) {

    static AuthorizerEvent read(InputStream in) throws IOException {
        String authorization = "";
        String methodArn = "";
        boolean isToken = true;
        try (JsonParser json = Json.PLAIN.createParser(in)) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                switch (name) {
                    case "type" -> isToken = !json.getValueAsString("").equals("REQUEST");
                    case "authorizationToken" -> authorization = json.getValueAsString("");
                    case "methodArn" -> methodArn = json.getValueAsString("");
                    case "headers" -> authorization = value == JsonToken.START_OBJECT ? header(json) : authorization;
                    default -> json.skipChildren();
                }
            }
        }
        return new AuthorizerEvent(authorization, methodArn, isToken);
    }

    /// Clients spell its name as they like.
    private static String header(JsonParser json) throws IOException {
        String authorization = "";
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            if (name.equalsIgnoreCase("Authorization")) {
                authorization = json.getValueAsString("");
            } else {
                json.skipChildren();
            }
        }
        return authorization;
    }
}
