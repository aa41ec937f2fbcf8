package dev.containerevents.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The synthesised template, by every check.
final class TemplateTest {

    @TestFactory
    Stream<DynamicTest> passes() {
        StackTemplate template = Synthesised.template();
        return TemplateChecks.all(Contract.read()).stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.name(),
                        () -> assertThat(check.faults(template.json())).isEmpty()));
    }

    @Test
    void tellsItsSize() throws IOException {
        System.out.printf(
                "The template: %d resources, %d bytes%n",
                Synthesised.template().resources().size(), Files.size(Synthesised.file()));
    }
}
