package dev.containerevents.infra.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.local.template.FunctionSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// How a function uses a connection that was idle for a while.
@Execution(ExecutionMode.CONCURRENT)
final class IdleConnectionTest {

    /// Longer than the JDK keeps an idle connection by default.
    private static final Duration IDLE = Duration.ofSeconds(7);

    private static final Duration START = Duration.ofSeconds(20);

    private static final byte[] LIST = """
        {"httpMethod":"GET","path":"/orgs/acme/events","pathParameters":{"org_id":"acme"},
         "requestContext":{"requestId":"r-1","path":"/orgs/acme/events",
          "authorizer":{"org":"acme","rights":"read","shards":"1","write_shards":"1","retention":"{}"}}}
        """.getBytes(StandardCharsets.UTF_8);

    @Test
    void usesItAgain() throws Exception {
        try (RealFunctions functions = new RealFunctions();
                CountedConnections dynamoDb = new CountedConnections(functions.dynamoDbEndpoint())) {
            FunctionSpec function = functions.named("ListOrgEvents");
            try (FunctionProcess process = functions.start(
                    function, dynamoDb.endpoint(), functions.servicesEndpoint(), new ClassCache.None(), line -> {})) {
                assertThat(status(process, function)).isEqualTo(200);
                int opened = dynamoDb.opened();
                Thread.sleep(IDLE);

                assertThat(status(process, function)).isEqualTo(200);
                assertThat(dynamoDb.opened()).isEqualTo(opened);
            }
        }
    }

    @Test
    void isOpenedBeforeTheFirstRequest() throws Exception {
        try (RealFunctions functions = new RealFunctions();
                CountedConnections dynamoDb = new CountedConnections(functions.dynamoDbEndpoint())) {
            FunctionSpec function = functions.named("ListOrgEvents");
            try (FunctionProcess process = functions.start(
                    function, dynamoDb.endpoint(), functions.servicesEndpoint(), new ClassCache.None(), line -> {})) {
                long deadline = System.nanoTime() + START.toNanos();
                while (dynamoDb.opened() == 0 && System.nanoTime() < deadline) {
                    Thread.sleep(20);
                }
                assertThat(dynamoDb.opened()).isEqualTo(1);

                assertThat(status(process, function)).isEqualTo(200);
                assertThat(dynamoDb.opened()).isEqualTo(1);
            }
        }
    }

    private static int status(FunctionProcess process, FunctionSpec function) throws InterruptedException {
        return RealFunctions.answer(process, function, LIST).path("statusCode").asInt();
    }
}
