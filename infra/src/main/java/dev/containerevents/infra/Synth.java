package dev.containerevents.infra;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/// Turns the contract into CloudFormation, without network and without the CDK's command line.
public final class Synth {

    static final String STACK = "ContainerEvents";

    /// What a new project gets in its cdk.json. It stands here because an app that a test starts doesn't read that
    /// file, and the flags change logical ids. Those about services that we don't use are left out.
    private static final Map<String, Object> FEATURES = Map.ofEntries(
            entry("@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId", true),
            entry("@aws-cdk/aws-apigateway:disableCloudWatchRole", true),
            entry("@aws-cdk/aws-iam:minimizePolicies", true),
            entry("@aws-cdk/aws-lambda:recognizeLayerVersion", true),
            entry("@aws-cdk/aws-lambda:useCdkManagedLogGroup", true),
            entry("@aws-cdk/core:aspectPrioritiesMutating", true),
            entry("@aws-cdk/core:checkSecretUsage", true),
            entry("@aws-cdk/core:enablePartitionLiterals", true),
            entry("@aws-cdk/core:explicitStackTags", true),
            entry("@aws-cdk/core:validateSnapshotRemovalPolicy", true));

    private Synth() {}

    /// Writes template and assets into the folder.
    ///
    /// @return the template
    /// @throws MissingPrerequisite if Node.js or the functions' jar is missing
    public static Path template(Path outdir) {
        requirePrerequisites();
        App app = app(AppProps.builder().outdir(outdir.toString()));
        return Path.of(app.synth().getStackByName(STACK).getTemplateFullPath());
    }

    /// The app with its one stack, not yet synthesised.
    static App app(AppProps.Builder props) {
        App app = new App(props.context(FEATURES).analyticsReporting(false).build());
        new EventsStack(app, STACK, Contract.read());
        return app;
    }

    /// Looks first for what would otherwise fail late, in the words of others.
    ///
    /// @throws MissingPrerequisite if Node.js or the functions' jar is missing
    static void requirePrerequisites() {
        FunctionsJar.path();
        try {
            new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .start()
                    .getInputStream()
                    .readAllBytes();
        } catch (IOException _) {
            throw new MissingPrerequisite(
                    "The CDK needs Node.js: install version 20 or later, so that `node` is on the PATH.");
        }
    }
}
