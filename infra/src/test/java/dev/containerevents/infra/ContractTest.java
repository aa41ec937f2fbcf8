package dev.containerevents.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.stack.StackTemplate;
import dev.containerevents.infra.stack.Synthesised;
import dev.containerevents.infra.stack.TemplateChecks;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

final class ContractTest {

    private static final String ALIASES = """
        paths:
          /orgs/{org_id}/events:
            get:
              operationId: ListOrgEvents
              tags: [orgs]
              x-alias: /v2/{org_id}/events
              x-table-access: [query by_org, get events]
              x-viewer: [container]
              x-destination-access: [write-secret, announce, test]
              security: [key: []]
        """;

    private static final String OTHER = """
        paths:
          /orgs/{org_id}/events/{event_id}:
            get:
              operationId: GetEvent
              tags: [orgs]
              x-table-access: [query by_org]
              security: [key: []]
        """;

    @TempDir
    private java.nio.file.Path folder = java.nio.file.Path.of("");

    @Test
    void readsTheContractOfTheFunctions() {
        assertThat(Contract.read().operations())
                .extracting(Operation::id)
                .contains("ListOrgEvents", "CreateContainerEvent")
                .doesNotHaveDuplicates();
    }

    @Test
    void anOperationSaysAllAboutItsFunction() {
        assertThat(contract(ALIASES).operations())
                .containsExactly(new Operation(
                        "ListOrgEvents",
                        "dev.containerevents.orgs.ListOrgEvents::handleRequest",
                        List.of(
                                new Route("GET", "/orgs/{org_id}/events"),
                                new Route("HEAD", "/orgs/{org_id}/events"),
                                new Route("GET", "/v2/{org_id}/events"),
                                new Route("HEAD", "/v2/{org_id}/events")),
                        List.of("key"),
                        List.of(
                                new TableAccess(TableAccess.Action.QUERY, "by_org"),
                                new TableAccess(TableAccess.Action.GET, "events")),
                        Optional.of(List.of("container")),
                        List.of(DestinationAccess.WRITE_SECRET, DestinationAccess.ANNOUNCE, DestinationAccess.TEST)));
    }

    @Test
    void furtherRoutesOfAnOperationPassEveryCheck() {
        Contract contract = contract(ALIASES);
        StackTemplate template = template(contract);
        assertThat(TemplateChecks.all(contract))
                .allSatisfy(check -> assertThat(check.faults(template.json())).isEmpty());
    }

    @Test
    void anOperationCostsAtMostSixResources() {
        int one = template(contract(OTHER)).resources().size();
        int two = template(contract(ALIASES + OTHER.replace("paths:\n", "")))
                .resources()
                .size();
        assertThat(two - one).isBetween(1, 6);
    }

    @Test
    void anOperationWithoutNameIsRefused() {
        assertThatThrownBy(() -> contract("paths: {/x: {get: {tags: [orgs]}}}"))
                .hasMessage("get /x needs an operationId and a tag");
    }

    @Test
    void rejectsAnUnknownAction() {
        assertThatThrownBy(() -> contract(
                        "paths: {/x: {get: {operationId: A, tags: [b], security: [], x-table-access: [scan events]}}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("security");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get: {operationId: A, tags: [b], security: [], x-viewer: [everything]}",
                "post: {operationId: A, tags: [b], security: [], x-viewer: [container]}"
            })
    void opensOnlyReadingToViewerTokensAndOnlyByKnownScopes(String operation) {
        assertThatThrownBy(() -> contract("paths: {/x: {" + operation + "}}"))
                .hasMessage("A has an x-viewer, which is for GET and lists none or some of [container, actor]");
    }

    @Test
    void anOperationThatForgetsItsKeyIsRefused() {
        assertThatThrownBy(() -> contract("paths: {/x: {get: {operationId: A, tags: [b]}}}"))
                .hasMessage("A needs `security`, which is empty if the operation is public");
    }

    private StackTemplate template(Contract contract) {
        java.nio.file.Path output = folder.resolve(String.valueOf(contract.hashCode()));
        Synthesised.alone(() -> {
            App app = new App(AppProps.builder().outdir(output.toString()).build());
            new EventsStack(app, Synth.STACK, contract);
            app.synth();
        });
        return StackTemplate.read(output.resolve(Synth.STACK + ".template.json"));
    }

    private static Contract contract(String yaml) {
        return Contract.of(new ObjectMapper().valueToTree(new Yaml().<Object>load(yaml)));
    }
}
