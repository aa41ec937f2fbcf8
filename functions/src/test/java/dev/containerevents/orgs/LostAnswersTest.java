package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.event.Org;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// DynamoDB executes a call five times, and its response is lost each time: the JDK sends each of the SDK's three
/// attempts twice. Everything is stored once.
final class LostAnswersTest {

    private static final int LOST = 5;
    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";

    private final LocalTable table = LocalTable.fresh();
    private final FaultProxy proxy = FaultProxy.before(LocalTable.endpoint());
    private final OrgApi api = new OrgApi(table.through(proxy).events(), Org.plain("acme"));
    private final OrgApi direct = new OrgApi(table.events(), Org.plain("acme"));

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void storeAnEventOnce() {
        loseAnswers();

        Answer answer = api.create("c-1", EVENT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(proxy.calls()).isEqualTo(LOST + 1);
        assertThat(direct.listContainer("c-1", Map.of()).ids()).containsExactly(answer.id());
    }

    @Test
    void issueAKeyOnce() throws IOException {
        ManageAccess access = new ManageAccess(table.access(), table.ledger(), new LocalPlans());
        HandlerInvocation.of(access, "{\"action\":\"create_org\",\"org_id\":\"acme\"}");
        loseAnswers();

        JsonNode issued = HandlerInvocation.of(
                new ManageAccess(
                        table.through(proxy).access(), table.through(proxy).ledger(), new LocalPlans()),
                "{\"action\":\"issue_key\",\"org_id\":\"acme\",\"rights\":[\"read\"]}");

        assertThat(proxy.calls()).isEqualTo(LOST + 1);
        JsonNode keys = HandlerInvocation.of(access, "{\"action\":\"list_keys\",\"org_id\":\"acme\"}")
                .path("keys");
        assertThat(keys.findValuesAsText("key_id"))
                .isEqualTo(List.of(issued.path("key_id").asText()));
    }

    private void loseAnswers() {
        proxy.plan(Plan.first(LOST, Fault.CUT_AFTER));
    }
}
