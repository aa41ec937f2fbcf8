package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One input of a real client with the correct response, from `cases/input.json`.
///
/// In every text `{org}` stands for a new organisation and `{key}` for its key.
///
/// @param row    the kind of input
/// @param before what is sent first
/// @param why    the reason for the response
record InputCase(String id, String row, @Nullable Request before, Request request, Expected expect, String why) {

    /// @param headers a null is a header that isn't sent
    /// @param bodyBase64 the body, if it isn't UTF-8
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Request(String method, String path, Map<String, @Nullable String> headers, String body, byte[] bodyBase64) {

        byte[] bytes(Tenant tenant) {
            return bodyBase64.length > 0 ? bodyBase64 : fill(body, tenant).getBytes(StandardCharsets.UTF_8);
        }

        /// With the key as a Bearer key, unless the case has another header.
        Map<String, String> headers(Tenant tenant) {
            Map<String, @Nullable String> all = new LinkedHashMap<>();
            all.put("Authorization", "Bearer {key}");
            all.putAll(headers);
            Map<String, String> sent = new LinkedHashMap<>();
            all.forEach((name, value) -> {
                if (value != null) {
                    sent.put(name, fill(value, tenant));
                }
            });
            return sent;
        }
    }

    /// What must be true of the response and of what is stored afterwards. Empty members aren't checked.
    ///
    /// @param says       in the response's body
    /// @param header     each in the response's header of that name
    /// @param results    the statuses of a bulk
    /// @param stored     members of the one event, as read back
    /// @param absent     members that it doesn't have
    /// @param cloudevent members of it as a CloudEvent
    /// @param body       the whole response
    /// @param notStored  whether there is no event afterwards
    record Expected(
            int status,
            String says,
            Map<String, String> header,
            List<Integer> results,
            Map<String, JsonNode> stored,
            List<String> absent,
            Map<String, JsonNode> cloudevent,
            @Nullable JsonNode body,
            boolean notStored) {}

    /// Reads the file. An unknown member is an error, so that no expectation is skipped.
    static List<InputCase> all() throws IOException {
        JsonMapper.Builder builder = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        for (Class<?> type : List.of(String.class, byte[].class, List.class, Map.class)) {
            builder.withConfigOverride(
                    type, override -> override.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
        }
        JsonMapper mapper = builder.build();
        try (InputStream file = InputCase.class.getResourceAsStream("/cases/input.json")) {
            return mapper.readValue(file, new TypeReference<>() {});
        }
    }

    static String fill(String text, Tenant tenant) {
        return text.replace("{org}", tenant.org()).replace("{key}", tenant.key());
    }
}
