package dev.containerevents.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// AWS's linter compares the template with the schemas of CloudFormation's registry. It is written in Python; if
/// it isn't installed, the test is skipped.
@Execution(ExecutionMode.CONCURRENT)
final class CfnLintTest {

    /// A function depends on its role twice, because the CDK declares it twice.
    private static final String REDUNDANT_DEPENDENCY = "W3005";

    private static final String BROKEN = """
        {"Resources": {"Events": {"Type": "AWS::SQS::Queue", "Properties": {"MessageRetentionPeriod": 10}}}}
        """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void findsNothing() throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "cfn-lint is not on the PATH: pip install cfn-lint");
        Path broken = Files.writeString(folder.resolve("broken.json"), BROKEN);
        Process lint = new ProcessBuilder(
                        "cfn-lint",
                        "--format",
                        "parseable",
                        "--ignore-checks",
                        REDUNDANT_DEPENDENCY,
                        "--",
                        Synthesised.file().toString(),
                        broken.toString())
                .redirectErrorStream(true)
                .start();
        List<String> findings = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        lint.waitFor();
        assertThat(findings)
                .as("what it finds, of which only the broken template should be the cause")
                .isNotEmpty()
                .allMatch(finding -> finding.startsWith(broken.toString()));
    }

    private static boolean isInstalled() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "cfn-lint")));
    }
}
