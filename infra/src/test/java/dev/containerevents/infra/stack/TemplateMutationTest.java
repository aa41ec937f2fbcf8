package dev.containerevents.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Breaks the template in one place after the other; each time, the check for it must notice.
@Execution(ExecutionMode.CONCURRENT)
final class TemplateMutationTest {

    private static final Map<String, Check> CHECKS =
            TemplateChecks.all(Contract.read()).stream().collect(Collectors.toMap(Check::name, check -> check));

    static Stream<Mutation> mutations() {
        return TemplateMutations.all();
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void isNoticed(Mutation mutation) {
        JsonNode template = Synthesised.template().json();
        JsonNode place = template.at(mutation.pointer());
        assertThat(place.isContainerNode()).as(mutation.pointer() + " is there").isTrue();
        String before = template.toString();
        mutation.change().accept(place);
        assertThat(template.toString()).as("the change").isNotEqualTo(before);
        Check check = Objects.requireNonNull(CHECKS.get(mutation.check()), mutation.check());
        assertThat(check.faults(template)).isNotEmpty();
    }

    @Test
    void everyCheckIsTried() {
        assertThat(mutations().map(Mutation::check).distinct()).containsExactlyInAnyOrderElementsOf(CHECKS.keySet());
    }
}
