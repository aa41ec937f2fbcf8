package dev.containerevents.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.containerevents.aws.Aws;
import dev.containerevents.delivery.Announcements;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sqs.SqsClient;

/// A queue that accepts messages like SQS, over HTTP on loopback, and keeps them.
final class LocalQueue implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The characters that SQS accepts.
    private static final String ALLOWED = "[\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]+";

    private final HttpServer server;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<DestinationKey> due = new CopyOnWriteArrayList<>();

    LocalQueue() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    DeadLetters deadLetters() {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new DeadLetters(
                Aws.client(
                        SqsClient.builder(),
                        endpoint,
                        "us-east-1",
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))),
                endpoint + "/000000000000/DeadLetters");
    }

    /// The function that writes the logs of that table. Its announcements go to [#due()].
    UpdateLedger updateLedger(LocalTable table) {
        return updateLedger(table.ledger(), table.destinations());
    }

    /// The same of a log in another table, whose organisations have no destinations.
    UpdateLedger updateLedger(LedgerTable ledger) {
        return updateLedger(ledger, LocalTable.fresh().destinations());
    }

    private UpdateLedger updateLedger(LedgerTable ledger, DestinationTable destinations) {
        Announcements announcements = new Announcements(
                destinations, (destination, _) -> due.add(destination), Duration.ofSeconds(5), InstantSource.system());
        return new UpdateLedger(ledger, announcements, deadLetters());
    }

    /// The destinations that were announced.
    List<DestinationKey> due() {
        return due;
    }

    List<String> messages() {
        return messages;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String message = MAPPER.readTree(exchange.getRequestBody())
                    .path("MessageBody")
                    .asText();
            if (!message.matches(ALLOWED)) {
                answer(exchange, 400, MAPPER.createObjectNode().put("__type", "InvalidMessageContents"));
                return;
            }
            messages.add(message);
            answer(
                    exchange,
                    200,
                    MAPPER.createObjectNode()
                            .put("MessageId", "m-" + messages.size())
                            .put("MD5OfMessageBody", md5(message)));
        }
    }

    private static void answer(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
