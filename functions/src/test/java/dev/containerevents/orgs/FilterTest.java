package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.ContractSchemas;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Which texts a filter treats as equal, besides those in the model of the lists.
final class FilterTest {

    private static final Set<String> NO_FILTERS = Set.of("start", "end", "order", "limit", "next_token", "fields");

    private static final Pattern FILTERED =
            Pattern.compile("ListOrgEvents|ListContainerEvents|ListEventsBy\\w+|CountEvents|GetFeed");

    private final OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));

    /// The lists, the count, the feed and destinations have the same filters, listed in the contract for each.
    @Test
    void theContractHasEachFilterInEachPlace() {
        ContractSchemas contract = new ContractSchemas();
        List<String> filters = new ArrayList<>(contract.queryParameters("ListOrgEvents"));
        filters.removeAll(NO_FILTERS);

        assertThat(filters).hasSize(EventFilter.class.getRecordComponents().length);
        assertThat(contract.members("DestinationFilters")).containsExactlyInAnyOrderElementsOf(filters);
        for (String operation : contract.operations()) {
            if (FILTERED.matcher(operation).matches()) {
                List<String> its = new ArrayList<>(filters);
                its.remove(operation.equals("ListContainerEvents") ? "container_id" : "");
                assertThat(contract.queryParameters(operation)).as(operation).containsAll(its);
            }
        }
    }

    @Test
    void takesEachFilterOfTheContract() {
        for (String parameter : new ContractSchemas().queryParameters("ListOrgEvents")) {
            assertThat(api.list(ListOrgEvents::new, Map.of(parameter, "1")).text())
                    .doesNotContain("not a known parameter");
        }
    }

    @Test
    void theDocumentHasEachFilter() throws IOException {
        String document = Files.readString(Path.of("API.md"));

        for (String parameter : new ContractSchemas().queryParameters("ListOrgEvents")) {
            assertThat(document).contains("| `" + parameter + "` |");
        }
    }

    @Test
    void takesEveryTypeThatCanBeLogged() {
        String type = "😀".repeat(128);
        String id = api.create("c-1", "{\"event_type\":\"" + type + "\",\"status\":\"FAIL\"}")
                .id();

        assertThat(api.list(ListOrgEvents::new, Map.of("event_type", type)).ids())
                .containsExactly(id);
        assertThat(api.list(ListOrgEvents::new, Map.of("event_type", type + "x"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void findsATextInAnyCaseOfAnyScript() {
        String id = api.create("c-1", "{\"event_type\":\"log\",\"status\":\"FAIL\",\"message\":\"ΟΔΟΣΗΜΑ, Straße\"}")
                .id();

        for (String text : List.of("ΟΔΟΣ", "οδοσ", "οδος", "STRASSE", "straße")) {
            assertThat(api.list(ListOrgEvents::new, Map.of("q", text)).ids())
                    .as(text)
                    .containsExactly(id);
        }
        assertThat(api.list(ListOrgEvents::new, Map.of("q", "οδοι")).ids()).isEmpty();
    }

    @Test
    void findsATextInAnyNormalForm() {
        String composed = "Zo\u00e9";
        String decomposed = "Zoe\u0301";
        String event = "{\"event_type\":\"log\",\"status\":\"FAIL\",\"message\":\"%1$s was here\",\"source\":\"%1$s\","
                + "\"actor\":{\"id\":\"%1$s\"}}";
        List<String> ids = List.of(
                api.create("c-1", event.formatted(composed)).id(),
                api.create("c-1", event.formatted(decomposed)).id());

        for (String filter : List.of("q", "source", "actor")) {
            for (String text : List.of(composed, decomposed)) {
                assertThat(api.list(ListOrgEvents::new, Map.of(filter, text)).ids())
                        .as(filter)
                        .containsExactlyInAnyOrderElementsOf(ids);
            }
            assertThat(api.list(ListOrgEvents::new, Map.of(filter, "zoe")).ids())
                    .isEmpty();
        }
        assertThat(api.get("c-1", ids.getLast()).body().at("/actor/id").asText())
                .isEqualTo(decomposed);
    }

    @Test
    void findsAnAddressInAnySpelling() {
        String id = api.create("c-1", "{\"event_type\":\"log\",\"status\":\"FAIL\",\"client_ip\":\"2001:DB8:0::7\"}")
                .id();

        for (String address : List.of("2001:db8::7", "2001:0db8:0:0:0:0:0:7", "[2001:db8::7]:443")) {
            assertThat(api.list(ListOrgEvents::new, Map.of("client_ip", address))
                            .ids())
                    .containsExactly(id);
        }
    }

    @Test
    void findsAnEventByItsIdempotencyKey() {
        String event = "{\"event_type\":\"log\",\"status\":\"FAIL\",\"timestamp\":\"2024-03-01T09:00:00Z\"";
        String member =
                api.create("c-1", event + ",\"idempotency_key\":\"door-1\"}").id();
        String header =
                api.create("c-2", event + "}", "Idempotency-Key", "door-2").id();
        String both = api.create("c-3", event + ",\"idempotency_key\":\"door-3\"}", "Idempotency-Key", "door-2")
                .id();

        assertThat(api.list(ListOrgEvents::new, Map.of("idempotency_key", "door-1"))
                        .ids())
                .containsExactly(member);
        assertThat(api.list(ListOrgEvents::new, Map.of("idempotency_key", "door-2"))
                        .ids())
                .containsExactly(header);
        assertThat(api.list(ListOrgEvents::new, Map.of("idempotency_key", "door-3"))
                        .ids())
                .containsExactly(both);
        assertThat(api.list(ListOrgEvents::new, Map.of("idempotency_key", "Door-1"))
                        .ids())
                .isEmpty();
        assertThat(api.get("c-1", member).body().path("idempotency_key").asText())
                .isEqualTo("door-1");
        assertThat(api.create("c-1", event + ",\"idempotency_key\":\"door-1\"}").isReplay())
                .isTrue();
    }

    @Test
    void namesAnUnknownParameterInWholeCharacters() {
        String name = "n".repeat(63) + "😀".repeat(2);

        OrgApi.Answer answer = api.list(ListOrgEvents::new, Map.of(name, "x"));

        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("query/" + "n".repeat(63) + "😀…");
    }
}
