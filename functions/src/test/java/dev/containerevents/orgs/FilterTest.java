package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a filter takes for the same, beyond what the model of the lists tries.
final class FilterTest {

    private final OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));

    @Test
    void takesEveryTypeThatCanBeLogged() {
        String type = "😀".repeat(64);
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
    void namesAnUnknownParameterInWholeCharacters() {
        String name = "n".repeat(63) + "😀".repeat(2);

        OrgApi.Answer answer = api.list(ListOrgEvents::new, Map.of(name, "x"));

        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("query/" + "n".repeat(63) + "😀…");
    }
}
