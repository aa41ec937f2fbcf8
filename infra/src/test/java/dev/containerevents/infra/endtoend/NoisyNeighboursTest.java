package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Sha256;
import dev.containerevents.event.Tier;
import dev.containerevents.infra.endtoend.Client.Answer;
import dev.containerevents.infra.local.LocalCloud;
import dev.containerevents.infra.stack.RequestLimits;
import dev.containerevents.table.AccessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// One organisation can't take the service from the others. The cloud is the project's own, with a twentieth of
/// the rates, so that a busy machine can exceed them, and with a reserved concurrency of the authorizer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NoisyNeighboursTest {

    private static final double PART = 0.05;
    private static final int RATE = (int) (Tier.SMALL.rate() * PART);
    private static final int BURST = (int) (Tier.SMALL.burst() * PART);

    /// How many times its rate a loud organisation sends.
    private static final int LOUDNESS = 20;

    private static final int SECONDS = 3;
    private static final int QUOTA = 10;

    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";
    private static final String LINES =
            "{\"container_id\":\"c-1\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}\n".repeat(5);

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Set<Integer> takenBuckets = new HashSet<>();
    private LocalCloud local;
    private Cloud cloud;

    @BeforeAll
    void start() throws Exception {
        assumeTrue(System.getProperty("url", "").isEmpty(), "in AWS the Invoke call wants a signature");
        local = LocalCloud.start(
                RequestLimits.times(PART),
                new LocalCloud.Options(
                        0,
                        Optional.empty(),
                        "portable".equals(System.getProperty("runtime")),
                        Optional.of(Path.of("target", "ahead-of-time")),
                        Map.of("AuthorizerConcurrency", "4"),
                        false,
                        log::add,
                        UnaryOperator.identity()));
        cloud = new Cloud(local.uri(), "", "", "", "", Optional.of(local));
    }

    @AfterAll
    void stop() {
        if (local != null) {
            local.close();
        }
    }

    /// A new organisation in a bucket that no other one of this test has.
    private Tenant tenant(String name) throws Exception {
        int number = 0;
        while (!takenBuckets.add(Byte.toUnsignedInt(Sha256.of(name + number)[0]) % 32)) {
            number++;
        }
        return Tenant.create(cloud, name + number);
    }

    @Test
    void aQuietOneNoticesNothingOfThem() throws Exception {
        Tenant quiet = tenant("quiet");
        Tenant loud = tenant("loud");
        Tenant beyond = tenant("beyond");
        cloud.invoke(
                "ManageAccess",
                "{\"action\":\"set_quota\",\"org_id\":\"" + beyond.org() + "\",\"events_per_day\":" + QUOTA + "}");
        // All functions run then, and the authorizer's responses are cached: a key that it has to check while others
        // take its concurrency may get a 503.
        assertThat(write(quiet).status()).isEqualTo(200);
        assertThat(read(quiet).status()).isEqualTo(200);
        assertThat(bulk(loud).status()).isEqualTo(200);
        assertThat(write(beyond).status()).isEqualTo(200);

        Instant begin = Instant.now();
        Future<List<Integer>> quietStatuses;
        List<Future<List<Answer>>> bulks = new ArrayList<>();
        Future<List<Answer>> singles;
        List<Future<List<Answer>>> wrong = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < LOUDNESS; client++) {
                bulks.add(clients.submit(() -> repeat(RATE * SECONDS, () -> bulk(loud))));
                wrong.add(clients.submit(() -> repeat(RATE * SECONDS, this::withAWrongKey)));
            }
            singles = clients.submit(() -> repeat(RATE * SECONDS * 2, () -> write(beyond)));
            quietStatuses = clients.submit(() -> {
                List<Integer> statuses = new ArrayList<>();
                for (int i = 0; i < RATE * SECONDS; i++) {
                    statuses.add((i % 2 == 0 ? write(quiet) : read(quiet)).status());
                    Thread.sleep(1_000 / RATE);
                }
                return statuses;
            });
        }
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;

        assertThat(quietStatuses.get()).hasSize(RATE * SECONDS).containsOnly(200);
        assertThat(reached(quiet)).as("requests that reached its functions").isEqualTo(RATE * SECONDS + 2);

        List<Answer> loudAnswers = all(bulks);
        assertThat(loudAnswers).hasSize(LOUDNESS * RATE * SECONDS);
        long accepted =
                loudAnswers.stream().filter(answer -> answer.status() == 200).count();
        assertThat(accepted).isBetween((long) BURST - 1, (long) (BURST + RATE * seconds));
        assertThat(reached(loud)).isEqualTo(accepted + 1);
        List<Answer> refused =
                loudAnswers.stream().filter(answer -> answer.status() != 200).toList();
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.text()).isEqualTo(429);
            assertThat(answer.json().path("limit").asText()).isEqualTo("requests");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        });

        assertThat(all(wrong).stream().map(Answer::status).distinct())
                .as("more at once than the authorizer's reserved concurrency are refused without it")
                .containsExactlyInAnyOrder(401, 503);
        assertThat(singles.get().stream().map(Answer::status).distinct()).isSubsetOf(200, 429);

        assertBudgetIsSpent(beyond);
    }

    /// With another key, for which the authorizer's response isn't cached yet.
    private static void assertBudgetIsSpent(Tenant tenant) throws Exception {
        Client reader = tenant.cloud()
                .client("Bearer " + tenant.issue("\"read\"", "").path("key").asText());
        Instant end = Instant.now().plusSeconds(60);
        Answer limits = reader.get("/orgs/" + tenant.org());
        while (limits.json().at("/events/stored_today").asInt() < QUOTA
                && Instant.now().isBefore(end)) {
            Thread.sleep(500);
            limits = reader.get("/orgs/" + tenant.org());
        }
        assertThat(limits.json().at("/events/per_day").asInt())
                .as(limits.text())
                .isEqualTo(QUOTA);
        assertThat(limits.json().at("/events/stored_today").asInt()).isGreaterThanOrEqualTo(QUOTA);

        Client writer = tenant.cloud()
                .client("Bearer " + tenant.issue("\"write\"", "").path("key").asText());
        Answer refused = writer.post(tenant.path("/containers/c-1/events"), EVENT);
        while (refused.json().path("limit").asText().equals("requests")) {
            Thread.sleep(1_000);
            refused = writer.post(tenant.path("/containers/c-1/events"), EVENT);
        }
        assertThat(refused.status()).as(refused.text()).isEqualTo(429);
        assertThat(refused.json().path("limit").asText()).isEqualTo("events_per_day");
        assertThat(refused.json().path("reset").asText()).endsWith("T00:00:00Z");
    }

    /// In AWS, the gateway knows a new usage key after some seconds; until then the organisation keeps what it
    /// had.
    @Test
    void anOrganisationWithATierHasABucketOfItsOwn() throws Exception {
        Tenant tenant = tenant("moved");
        JsonNode set = cloud.invoke(
                "ManageAccess", "{\"action\":\"set_tier\",\"org_id\":\"" + tenant.org() + "\",\"tier\":\"large\"}");
        assertThat(set.path("tier").asText()).as(set.toString()).isEqualTo("large");
        Answer before = tenant.client().get("/orgs/" + tenant.org());
        assertThat(before.json().at("/requests/tier").asText())
                .as(before.text())
                .isEqualTo("small");
        passTheTimeUntilTheKeyIsKnown(tenant.org());

        Client client = cloud.client(
                "Bearer " + tenant.issue("\"read\"", "").path("key").asText());
        List<Answer> answers = repeat(BURST * 2, () -> client.get("/orgs/" + tenant.org()));

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(200));
        assertThat(answers.getFirst().json().at("/requests/tier").asText()).isEqualTo("large");
        assertThat(answers.getFirst().json().at("/requests/shared").asBoolean(true))
                .isFalse();
        assertThat(answers.getFirst().header("RateLimit-Policy"))
                .isEqualTo("\"requests\";q=" + Tier.LARGE.rate() + ";w=1");
    }

    private void passTheTimeUntilTheKeyIsKnown(String org) {
        try (DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(local.dynamoDbEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            AccessTable table = new AccessTable(client, local.tableName());
            String key = Objects.requireNonNull(
                    table.org(org).orElseThrow().tier().keys().get(Tier.LARGE));
            table.putIntoTier(org, Tier.LARGE, key, null, Instant.EPOCH);
        }
    }

    @Test
    void aPublicMethodHasALimitOfItsOwn() throws Exception {
        Client anyone = cloud.client(null);
        List<Answer> answers = repeat(10, () -> anyone.get("/openapi.json"));

        assertThat(answers.stream().map(Answer::status).distinct()).containsExactlyInAnyOrder(200, 429);
    }

    private static List<Answer> repeat(int times, Callable<Answer> request) throws Exception {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(request.call());
        }
        return answers;
    }

    private static List<Answer> all(List<Future<List<Answer>>> clients) throws Exception {
        List<Answer> all = new ArrayList<>();
        for (Future<List<Answer>> answers : clients) {
            all.addAll(answers.get());
        }
        return all;
    }

    private static Answer write(Tenant tenant) throws Exception {
        return tenant.client().post(tenant.path("/containers/c-1/events"), EVENT);
    }

    private static Answer read(Tenant tenant) throws Exception {
        return tenant.client().get(tenant.path("/events?limit=1"));
    }

    private static Answer bulk(Tenant tenant) throws Exception {
        return tenant.client().logAll(tenant.org(), LINES);
    }

    /// A different one each time, in the form of a key.
    private Answer withAWrongKey() throws Exception {
        String key = "ce_" + Long.toHexString(new Random().nextLong()) + "_" + "0".repeat(48);
        return cloud.client("Bearer " + key).get("/orgs/acme/events");
    }

    /// Counts the lines that functions have logged for requests of an organisation.
    private long reached(Tenant tenant) {
        return log.stream()
                .filter(line -> line.contains("\"org\":\"" + tenant.org() + "\"") && line.contains("\"status\":"))
                .count();
    }
}
