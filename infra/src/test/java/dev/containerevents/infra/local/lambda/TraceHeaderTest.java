package dev.containerevents.infra.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.local.Samples;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.Loopback;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The header in which Lambda counts the invocations of a chain.
final class TraceHeaderTest {

    @Test
    void countsTheInvocationsOfEachFunction() {
        TraceHeader first = TraceHeader.of("").invoking("A");
        TraceHeader chain = first;
        for (int i = 1; i < TraceHeader.LONGEST_CHAIN; i++) {
            chain = TraceHeader.of(chain.invoking("B").toString()).invoking("A");
        }

        assertThat(chain.root()).isEqualTo(first.root()).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
        assertThat(chain.isLoopOf("A")).isFalse();
        assertThat(chain.invoking("A").isLoopOf("A")).isTrue();
        assertThat(chain.invoking("A").isLoopOf("B")).isFalse();
        assertThat(chain.toString())
                .matches("Root=[^;]+;Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:16\\|1:[0-9a-f]{8}:15");
    }

    @Test
    void beginsAChainWithoutAHeader() {
        assertThat(TraceHeader.of("Root=1-2-3;Sampled=1").invocations()).isEmpty();
        assertThat(TraceHeader.of("Root=1-2-3;Sampled=1").root()).isEqualTo("1-2-3");
        assertThat(TraceHeader.of("").root()).isNotEqualTo(TraceHeader.of("").root());
    }

    /// Otherwise, the local cloud would find no loop.
    @Test
    void isPassedOnByTheSdkInAFunction() throws Exception {
        BlockingQueue<String> headers = new LinkedBlockingQueue<>();
        HttpServer service = HttpServer.create(Loopback.port(0), 0);
        service.createContext("/", exchange -> {
            try (exchange) {
                // The functions' client begins with a request of its own, which opens the connection.
                if (exchange.getRequestMethod().equals("POST")) {
                    headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Amzn-Trace-Id")));
                }
                exchange.sendResponseHeaders(400, -1);
            }
        });
        service.start();
        URI endpoint = URI.create("http://127.0.0.1:" + service.getAddress().getPort());
        try (RealFunctions functions = new RealFunctions()) {
            FunctionSpec publish = functions.named("PublishEvents");
            byte[] event = Files.readAllBytes(Samples.of(publish).getFirst());
            TraceHeader trace = TraceHeader.of("").invoking("PublishEvents");
            try (FunctionProcess process = functions.start(
                    publish, functions.dynamoDbEndpoint(), endpoint, new ClassCache.None(), line -> {})) {
                // The function repeats what the service refuses, until its time is over.
                Thread.ofVirtual()
                        .start(new FutureTask<>(
                                () -> process.invoke(new Invocation(Arn.function("PublishEvents"), event, trace))));

                String header = String.valueOf(headers.poll(30, TimeUnit.SECONDS));
                assertThat(header).contains(";Lineage=1:");
                assertThat(TraceHeader.of(header)).isEqualTo(trace);
            }
        } finally {
            service.stop(0);
        }
    }
}
