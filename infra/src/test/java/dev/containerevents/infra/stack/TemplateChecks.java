package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// Everything that must be true of the template, whatever the contract says.
public final class TemplateChecks {

    private TemplateChecks() {}

    /// One statement that must be true.
    ///
    /// @param name a sentence
    public record Check(String name, BiConsumer<StackTemplate, Findings> body) {

        /// Returns what is wrong with the template; empty if nothing is.
        public List<String> faults(JsonNode template) {
            Findings findings = new Findings();
            body.accept(new StackTemplate(template), findings);
            return findings.list();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Check> all(Contract contract) {
        return Stream.of(
                        new WholeChecks(contract).all(),
                        new TableChecks().all(),
                        new FunctionChecks(contract).all(),
                        new PolicyChecks(contract).all(),
                        new RouteChecks(contract).all(),
                        new CallerChecks(contract).all(),
                        new GatewayChecks().all(),
                        new HookChecks(contract).all(),
                        new LimitChecks(contract).all(),
                        new OperatingChecks().all(),
                        new DeployChecks().all(),
                        new StreamChecks().all(),
                        new DestinationChecks(contract).all())
                .flatMap(List::stream)
                .toList();
    }
}
