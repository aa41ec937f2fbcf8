package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.repository.NodeProgram;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenTelemetry's exporters for Java and JavaScript, unmodified, export in both encodings, compressed, through a
/// network that throttles requests and loses answers. Each record is stored once.
@Execution(ExecutionMode.CONCURRENT)
final class OpenTelemetryTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// More than both exporters send in one request, which are 512.
    private static final int RECORDS = Integer.getInteger("records", 600);

    private final Tenant tenant;
    private final String service = "shop-" + System.nanoTime();

    OpenTelemetryTest() throws Exception {
        tenant = Tenant.create(Cloud.current());
    }

    private String endpoint(UnreliableProxy network) {
        return network.uri() + tenant.path("/otlp/v1/logs");
    }

    /// Each record is stored, once.
    private void assertStored(int records) throws Exception {
        List<String> ids = tenant.client().walk(tenant.path("/containers/" + service + "/events?limit=1000"));
        assertThat(ids).hasSize(records).doesNotHaveDuplicates();
        JsonNode page = tenant.client()
                .get(tenant.path("/containers/" + service + "/events?limit=1000&order=asc"))
                .json();
        Set<String> uids = new HashSet<>();
        int failures = 0;
        for (JsonNode event : page.path("events")) {
            assertThat(event.path("event_type").asText()).isEqualTo("payment.failed");
            assertThat(event.at("/actor/id").asText()).isEqualTo("joe");
            assertThat(event.path("source").asText()).isEqualTo("payments");
            uids.add(event.at("/context/Attributes/log.record.uid").asText());
            failures += event.path("status").asText().equals("FAIL") ? 1 : 0;
        }
        assertThat(uids).hasSize(records);
        assertThat(failures).isEqualTo(records / 2);
        assertThat(page.path("events").findValuesAsText("message")).contains("Tür 3 🚪");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "proto"})
    void storesWhatJavaScriptExports(String encoding) throws Exception {
        try (UnreliableProxy network = new UnreliableProxy(tenant.cloud().uri())) {
            String output = NodeProgram.install("opentelemetry", "export.mjs")
                    .run(List.of(encoding, endpoint(network), tenant.key(), service, Integer.toString(RECORDS)), "");

            assertThat(MAPPER.readTree(output))
                    .as(output)
                    .isNotEmpty()
                    .allMatch(result -> result.asText().equals("stored"));
            assertThat(network.lost()).as("answers that were lost").isPositive();
        }
        assertStored(RECORDS);
    }

    private LogRecordExporter exporter(UnreliableProxy network) {
        return OtlpHttpLogRecordExporter.builder()
                .setEndpoint(endpoint(network))
                .addHeader("Authorization", "Bearer " + tenant.key())
                .setCompression("gzip")
                .setTimeout(Duration.ofMinutes(1))
                .build();
    }

    private boolean export(LogRecordExporter exporter, int records) {
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter)
                        .setMaxQueueSize(2 * RECORDS)
                        .setExporterTimeout(Duration.ofMinutes(1))
                        .build())
                .build()) {
            for (int i = 0; i < records; i++) {
                provider.get("payments")
                        .logRecordBuilder()
                        .setEventName("payment.failed")
                        .setSeverity(i % 2 == 0 ? Severity.ERROR : Severity.INFO)
                        .setBody(i == 0 ? "Tür 3 🚪" : "payment " + i)
                        .setAttribute(AttributeKey.stringKey("log.record.uid"), service + "-" + i)
                        .setAttribute(AttributeKey.stringKey("enduser.id"), "joe")
                        .setAttribute(AttributeKey.longArrayKey("items"), List.of(1L, 2L))
                        .emit();
            }
            return provider.forceFlush().join(2, TimeUnit.MINUTES).isSuccess();
        }
    }

    @Test
    void storesWhatJavaExports() throws Exception {
        try (UnreliableProxy network = new UnreliableProxy(tenant.cloud().uri())) {
            assertThat(export(exporter(network), RECORDS)).isTrue();
            assertThat(network.lost()).as("answers that were lost").isPositive();
        }

        assertStored(RECORDS);
    }
}
