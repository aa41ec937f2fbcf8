package dev.containerevents.auth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.json.Json;
import java.io.IOException;

/// The event with which API Gateway invokes an authorizer.
///
/// @param authorization the header `Authorization`; empty if there is none
/// @param key           the query parameter `key`; empty if there is none
/// @param methodArn     `arn:aws:execute-api:region:account:api/stage/method/path`
/// @param isToken       whether the authorizer is of type TOKEN
record AuthorizerEvent(String authorization, String key, String methodArn, boolean isToken) {

    /// Reads an event.
    ///
    /// @throws IllegalArgumentException if it has another shape or ends early
    static AuthorizerEvent read(byte[] event) {
        try (JsonParser json = Json.PLAIN.createParser(event)) {
            return read(json);
        } catch (IOException e) {
            // Without the cause, whose message may contain a part of the key.
            throw unknown("it is not valid JSON");
        }
    }

    private static IllegalArgumentException unknown(String why) {
        return new IllegalArgumentException("not an event of API Gateway's authorizers: " + why);
    }

    private static AuthorizerEvent read(JsonParser json) throws IOException {
        String authorization = "";
        String key = "";
        String methodArn = "";
        boolean isToken = true;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw unknown("it isn't an object");
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "type" -> isToken = !text(json).equals("REQUEST");
                case "authorizationToken" -> authorization = text(json);
                case "methodArn" -> methodArn = text(json);
                case "headers" ->
                    authorization = value == JsonToken.START_OBJECT ? member(json, "Authorization") : authorization;
                case "queryStringParameters" -> key = value == JsonToken.START_OBJECT ? member(json, "key") : key;
                default -> json.skipChildren();
            }
        }
        if (methodArn.indexOf('/', methodArn.indexOf('/') + 1) < 0) {
            throw unknown("methodArn is missing or names no stage");
        }
        return new AuthorizerEvent(authorization, key, methodArn, isToken);
    }

    /// Returns the value as text, empty for null.
    private static String text(JsonParser json) throws IOException {
        if (!json.currentToken().isScalarValue()) {
            throw unknown("a text is missing");
        }
        return json.getValueAsString("");
    }

    /// Returns the value of a member. Clients spell names of headers in any case.
    private static String member(JsonParser json, String wanted) throws IOException {
        String found = "";
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            if (name.equalsIgnoreCase(wanted)) {
                found = text(json);
            } else {
                json.skipChildren();
            }
        }
        return found;
    }
}
