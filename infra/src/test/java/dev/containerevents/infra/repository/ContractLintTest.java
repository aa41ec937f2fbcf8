package dev.containerevents.infra.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The most common OpenAPI linters find nothing in the contract: no error, no warning, no hint. Redocly reads YAML
/// 1.2, Spectral YAML 1.1.
@Execution(ExecutionMode.CONCURRENT)
final class ContractLintTest {

    private static final String CONTRACT = Repository.root()
            .resolve("functions/src/main/resources/openapi.yaml")
            .toString();

    @Test
    void redoclyFindsNothing() throws Exception {
        String report = NpmPackage.install("contract")
                .runBin("redocly", "lint", CONTRACT, "--config=redocly.yaml", "--format=json");

        JsonNode findings = new ObjectMapper().readTree(report);
        assertThat(findings.path("totals").path("errors").asInt(-1)).isZero();
        assertThat(findings.path("problems")).as(report).isEmpty();
    }

    @Test
    void spectralFindsNothing() throws Exception {
        String report = NpmPackage.install("contract")
                .runBin("spectral", "lint", CONTRACT, "--ruleset=spectral.yaml", "--format=json");

        assertThat(new ObjectMapper().readTree(report)).as(report).isEmpty();
    }
}
