package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The template's queues, to which functions send messages. Thread-safe.
public final class Queues implements AwsService {

    /// The maximum size of a message, in bytes.
    private static final int MAXIMUM_MESSAGE = 1_048_576;

    private static final int MAXIMUM_DELAY = 900;

    /// The characters that SQS takes.
    private static final Pattern TEXT =
            Pattern.compile("[\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]*");

    private static final Pattern GROUP = Pattern.compile("[\\p{Alnum}\\p{Punct}]{1,128}");

    private static final List<String> UNSUPPORTED = List.of("MessageAttributes", "MessageSystemAttributes");

    private final Map<String, MessageQueue> queues = new TreeMap<>();
    private final Roles roles;
    private final RecentMessages messages = new RecentMessages();
    private final Consumer<String> log;

    private Queues(Template template, Roles roles, Consumer<String> log) {
        this.roles = roles;
        this.log = log;
        template.resources("AWS::SQS::Queue")
                .forEach(queue -> queues.put(queue.id(), MessageQueue.of(queue.properties(), this::deadLetters)));
    }

    /// Returns the queues of a template.
    ///
    /// @param log gets a line for each message
    public static Queues of(Template template, Roles roles, Consumer<String> log) {
        return new Queues(template, roles, log);
    }

    /// The queue is found when the first message comes, because it may be made later.
    private Consumer<MessageQueue.Message> deadLetters(String arn) {
        return message -> {
            String name = name(arn);
            log.accept(name + " | " + message.body());
            find(name).orElseThrow().take(message);
        };
    }

    /// Returns the queue with that name or ARN; empty if the template has none.
    public Optional<MessageQueue> find(String reference) {
        return Optional.ofNullable(queues.get(name(reference)));
    }

    private static String name(String reference) {
        return reference.substring(Math.max(reference.lastIndexOf('/'), reference.lastIndexOf(':')) + 1);
    }

    /// Returns the last messages that functions sent.
    public RecentMessages messages() {
        return messages;
    }

    @Override
    public JsonNode answer(AwsCall call) throws Refusal {
        if (!call.operation().equals("SendMessage")) {
            throw new Refusal(400, "UnsupportedOperation", "The local cloud supports only SendMessage.");
        }
        JsonNode request = call.request();
        String name = name(request.path("QueueUrl").asText());
        Optional<String> refusal = roles.refusal(call.caller(), "sqs:SendMessage", Arn.of("sqs", name), Map.of());
        if (refusal.isPresent()) {
            throw new Refusal(403, "AccessDeniedException", refusal.get());
        }
        MessageQueue queue = find(name)
                .orElseThrow(() -> new Refusal(400, "QueueDoesNotExist", "The specified queue does not exist."));
        for (String member : UNSUPPORTED) {
            if (request.has(member)) {
                throw new Refusal(400, "UnsupportedOperation", "The local cloud doesn't support " + member + ".");
            }
        }
        String body = body(request);
        String id = queue.send(body, group(request).orElse(null), call.trace(), delay(request));
        messages.add(body);
        log.accept(name + " | " + body);
        return JsonTree.object().put("MD5OfMessageBody", md5(body)).put("MessageId", id);
    }

    private static String body(JsonNode request) throws Refusal {
        String body = request.path("MessageBody").asText();
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAXIMUM_MESSAGE) {
            throw new Refusal(400, "InvalidParameterValue", "A message has 1 to " + MAXIMUM_MESSAGE + " bytes.");
        }
        if (!TEXT.matcher(body).matches()) {
            throw new Refusal(400, "InvalidMessageContents", "Invalid characters found.");
        }
        return body;
    }

    private static Optional<String> group(JsonNode request) throws Refusal {
        if (request.has("MessageDeduplicationId")) {
            throw new Refusal(
                    400,
                    "InvalidParameterValue",
                    "The request includes a parameter that is not valid for this queue type.");
        }
        if (!request.has("MessageGroupId")) {
            return Optional.empty();
        }
        String group = request.path("MessageGroupId").asText();
        if (!GROUP.matcher(group).matches()) {
            throw new Refusal(
                    400,
                    "InvalidParameterValue",
                    "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
        return Optional.of(group);
    }

    private static Optional<Duration> delay(JsonNode request) throws Refusal {
        if (!request.has("DelaySeconds")) {
            return Optional.empty();
        }
        JsonNode delay = request.path("DelaySeconds");
        if (!delay.isInt() || delay.asInt() < 0 || delay.asInt() > MAXIMUM_DELAY) {
            throw new Refusal(
                    400,
                    "InvalidParameterValue",
                    "Value " + delay + " for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and"
                            + " <= " + MAXIMUM_DELAY + ".");
        }
        return Optional.of(Duration.ofSeconds(delay.asInt()));
    }

    static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
