package dev.containerevents.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.delivery.LocalDelivery;
import dev.containerevents.table.LocalEngine;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// A function that AWS calls with a message of ours or a schedule. It does what the event says, or refuses it as
/// none of its events.
final class MessageSubject implements Subject {

    private static final List<String> MEMBERS =
            List.of("Records", "body", "org", "destination", "test", "source", "detail");

    private final List<String> samples;
    private final RequestStreamHandler handler;

    MessageSubject(String function, LocalEngine engine) throws Exception {
        samples =
                Subject.samples(function, "2").stream().map(JsonNode::toString).toList();
        TwoOrgs orgs = TwoOrgs.shared(engine, true);
        handler = function.equals("DeliverEvents")
                ? LocalDelivery.deliverEvents(orgs.table())
                : LocalDelivery.wakeDestinations(orgs.table());
    }

    @Override
    public Arbitrary<String> events() {
        Arbitrary<String> names = Hostile.names(MEMBERS);
        return Combinators.combine(Arbitraries.of(samples), JsonMutation.any(names), JsonMutation.any(names))
                .as((sample, one, other) -> other.applyTo(one.applyTo(sample)));
    }

    @Override
    public void check(String event) throws Exception {
        try {
            JsonNode answer = HandlerInvocation.of(handler, event);
            assertThat(answer.isMissingNode() || answer.isObject()).isTrue();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }
}
