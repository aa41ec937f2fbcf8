package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.Json;
import dev.containerevents.infra.local.template.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The template's queues, to which functions send messages. Nothing receives them.
///
/// @param log gets a line for each message
public record Queues(Set<String> names, Roles roles, RecentMessages messages, Consumer<String> log)
        implements AwsService {

    /// The maximum size of a message, in bytes.
    private static final int MAXIMUM_MESSAGE = 1_048_576;

    /// Returns the queues of a template.
    public static Queues of(Template template, Roles roles, Consumer<String> log) {
        Set<String> names = template.resources("AWS::SQS::Queue").stream()
                .map(Template.Resource::id)
                .collect(Collectors.toUnmodifiableSet());
        return new Queues(names, roles, new RecentMessages(), log);
    }

    @Override
    public JsonNode answer(String operation, JsonNode request, String caller) throws Refusal {
        if (!operation.equals("SendMessage")) {
            throw new Refusal(400, "UnsupportedOperation", "The local cloud supports only SendMessage.");
        }
        String url = request.path("QueueUrl").asText();
        String queue = url.substring(url.lastIndexOf('/') + 1);
        Optional<String> refusal = roles.refusal(caller, "sqs:SendMessage", Arn.of("sqs", queue), Map.of());
        if (refusal.isPresent()) {
            throw new Refusal(403, "AccessDeniedException", refusal.get());
        }
        if (!names.contains(queue)) {
            throw new Refusal(400, "QueueDoesNotExist", "The specified queue does not exist.");
        }
        if (request.has("MessageAttributes")) {
            throw new Refusal(400, "UnsupportedOperation", "The local cloud doesn't support MessageAttributes.");
        }
        String body = request.path("MessageBody").asText();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MAXIMUM_MESSAGE) {
            throw new Refusal(400, "InvalidParameterValue", "A message has 1 to " + MAXIMUM_MESSAGE + " bytes.");
        }
        messages.add(body);
        log.accept(queue + " | " + body);
        return Json.object()
                .put("MD5OfMessageBody", md5(bytes))
                .put("MessageId", UUID.randomUUID().toString());
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
