package dev.containerevents.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.stream.Verifying;
import dev.containerevents.table.LocalEngine;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// A function that operators invoke with a command. An operator may change every organisation, but never learns a
/// stored secret.
final class CommandSubject implements Subject {

    private static final List<String> MEMBERS = List.of(
            "action",
            "org_id",
            "key_id",
            "rights",
            "expires",
            "note",
            "shards",
            "retention",
            "tier",
            "events_per_day",
            "day",
            "repair");

    private static final Set<Integer> STATUSES = Set.of(200, 400, 404, 409);

    private final List<String> samples;
    private final RequestStreamHandler handler;

    CommandSubject(String function, LocalEngine engine) throws Exception {
        TwoOrgs orgs = TwoOrgs.shared(engine, true);
        samples = Subject.samples(function, "").stream().map(JsonNode::toString).toList();
        handler = function.equals("ManageAccess")
                ? new ManageAccess(orgs.table().access(), orgs.table().ledger(), new LocalPlans())
                : Verifying.verifier(orgs.table());
    }

    @Override
    public Arbitrary<String> events() {
        Arbitrary<String> names = Hostile.names(MEMBERS);
        Arbitrary<String> changed = Combinators.combine(
                        Arbitraries.of(samples), JsonMutation.any(names), JsonMutation.any(names))
                .as((sample, one, other) -> other.applyTo(one.applyTo(sample)));
        return Arbitraries.frequencyOf(
                Tuple.of(200, changed), Tuple.of(50, Hostile.json(names)), Tuple.of(1, Hostile.giants()));
    }

    @Override
    public void check(String event) throws Exception {
        JsonNode answer = HandlerInvocation.of(handler, event);
        assertThat(answer.isObject()).isTrue();
        assertThat(answer.path("status").asInt(200)).isIn(STATUSES);
        assertThat(answer.toString())
                .doesNotContain(TwoOrgs.key(TwoOrgs.OWN).hash())
                .doesNotContain(TwoOrgs.key(TwoOrgs.OTHER).hash());
    }
}
