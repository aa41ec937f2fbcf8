package dev.containerevents.infra.local.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.template.Template;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keys that functions have created, over a restart of the local cloud.
final class LocalUsagePlansTest {

    private static final String VALUE = "NEWNEWNEWNEWNEWNEWNEW";

    @TempDir
    private Path data = Path.of("");

    @Test
    void keepsCreatedKeysWhereTheTableIsKept() throws Exception {
        Template template = new Template(TestCloud.TEMPLATE);
        LocalUsagePlans plans = new LocalUsagePlans(template, Optional.of(data));
        plans.add("Plan", plans.create(VALUE).orElseThrow());

        LocalUsagePlans restarted = new LocalUsagePlans(template, Optional.of(data));

        assertThat(restarted.bucket(VALUE)).isPresent();
        assertThat(restarted.create(VALUE)).as("a value is unique").isEmpty();
        assertThat(restarted.create(VALUE + "2").flatMap(restarted::planOf)).isEmpty();
        assertThat(new LocalUsagePlans(template, Optional.empty()).bucket(VALUE))
                .isEmpty();
    }
}
