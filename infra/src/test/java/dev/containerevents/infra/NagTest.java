package dev.containerevents.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.stack.FunctionChecks;
import dev.containerevents.infra.stack.Synthesised;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackProps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Aspects;

/// cdk-nag's findings on the stack are exactly those that are justified here.
///
/// The reasons are here and not in the template, because they are for readers of the code, and so that an obsolete
/// reason fails the test too. Warnings of the CDK itself count as well.
final class NagTest {

    private static final Set<String> LEVELS = Set.of("aws:cdk:error", "aws:cdk:warning");

    /// @param resource its path in the stack
    /// @param rule cdk-nag's name of it, with its detail
    record Finding(String resource, String rule) {}

    /// @param reason why we accept it
    record Justified(String resource, String rule, String reason) {
        Finding finding() {
            return new Finding("/" + Synth.STACK + "/" + resource, rule);
        }
    }

    private static List<Justified> justified() {
        Stream<Justified> api = Stream.of(
                new Justified(
                        "Api/Resource",
                        "AwsSolutions-APIG2",
                        "The gateway's validation would answer first, with a part of the faults; functions name all."),
                new Justified(
                        "Api/DeploymentStage.v1/Resource",
                        "AwsSolutions-APIG3",
                        "A web ACL costs by the month, and everything here is paid per request; whoever wants one adds"
                                + " it."),
                new Justified(
                        "Api/DeploymentStage.v1/Resource",
                        "AwsSolutions-APIG6",
                        "Execution logs go to a log group that the gateway makes itself and never empties; the access"
                                + " log and the functions' logs tell the same."),
                new Justified(
                        "HookApi/Resource",
                        "AwsSolutions-APIG2",
                        "The gateway's validation would answer first, and handshakes have bodies of many forms."),
                new Justified("HookApi/DeploymentStage.hooks/Resource", "AwsSolutions-APIG3", "As for the other API."),
                new Justified(
                        "HookApi/DeploymentStage.hooks/Resource",
                        "AwsSolutions-APIG6",
                        "Execution logs would have the URLs, which contain keys."),
                new Justified(
                        "Api/CloudWatchRole/Resource",
                        "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
                                + "AmazonAPIGatewayPushToCloudWatchLogs]",
                        "The role is the whole account's: every API's logs, which this policy of AWS describes."));
        Stream<Justified> weeklyCalls = Stream.of(
                new Justified(
                        "KeepActiveCalls",
                        "AwsSolutions-SF1",
                        "It calls functions and keeps no answer; Step Functions shows each execution for 90 days."),
                new Justified(
                        "KeepActiveCalls",
                        "AwsSolutions-SF2",
                        "Nobody waits for it: a trace would say how long it takes to call functions."));
        Stream<Justified> secrets = Stream.concat(
                        Contract.read().operations().stream()
                                .filter(NagTest::usesSecrets)
                                .map(Operation::id),
                        Stream.of("DeliverEvents"))
                .map(id -> new Justified(
                        id + "Role/Resource",
                        "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter"
                                + "/container-events/<AWS::StackName>/destinations/*]",
                        "Each destination has a secret of its own, under the stack's path."));
        Stream<Justified> functions = Stream.concat(
                        Contract.read().operations().stream().map(Operation::id),
                        FunctionChecks.OTHERS.keySet().stream())
                .map(id -> new Justified(
                        id + "Role/Resource", "AwsSolutions-IAM5[Resource::*]", "X-Ray has no resources to name."));
        return Stream.of(api, weeklyCalls, secrets, functions)
                .flatMap(each -> each)
                .toList();
    }

    private static boolean usesSecrets(Operation operation) {
        return operation.destinationAccess().contains(DestinationAccess.WRITE_SECRET)
                || operation.destinationAccess().contains(DestinationAccess.DELETE_SECRET);
    }

    @TempDir
    private Path folder = Path.of("");

    @Test
    void findsOnlyWhatIsJustified() throws IOException {
        Synthesised.alone(() -> {
            App app = Synth.app(AppProps.builder().outdir(folder.toString()));
            Aspects.of(app)
                    .add(new AwsSolutionsChecks(
                            NagPackProps.builder().reports(false).build()));
            app.synth();
        });
        assertThat(findings())
                .containsExactlyInAnyOrderElementsOf(
                        justified().stream().map(Justified::finding).toList());
    }

    private Set<Finding> findings() throws IOException {
        JsonNode metadata = new ObjectMapper()
                .readTree(folder.resolve(Synth.STACK + ".metadata.json").toFile());
        return metadata.propertyStream()
                .flatMap(resource -> resource.getValue()
                        .valueStream()
                        .filter(entry -> LEVELS.contains(entry.path("type").asText()))
                        .map(entry -> new Finding(
                                resource.getKey(), rule(entry.path("data").asText()))))
                .collect(Collectors.toSet());
    }

    /// `AwsSolutions-APIG2` of `AwsSolutions-APIG2: The REST API …`
    private static String rule(String message) {
        return message.replaceAll("(?s)^(AwsSolutions-[A-Z0-9]+(\\[.*])?): .*", "$1");
    }
}
