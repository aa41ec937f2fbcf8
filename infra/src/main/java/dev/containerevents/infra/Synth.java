package dev.containerevents.infra;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/// Synthesises the CloudFormation template, without network and without the CDK's command line.
public final class Synth {

    /// The stack's name, unless the context's `name` sets another.
    static final String STACK = "ContainerEvents";

    /// The context of the CDK's command line, which includes flags that change logical ids.
    private static final String CONFIGURATION = "cdk.json";

    private Synth() {}

    /// Writes the template and the assets into the folder.
    ///
    /// @return the template
    /// @throws MissingPrerequisite if Node.js or the functions' jar is missing
    public static Path template(Path outdir) {
        requirePrerequisites();
        App app = app(AppProps.builder().outdir(outdir.toString()));
        return Path.of(app.synth().getStacks().getFirst().getTemplateFullPath());
    }

    /// Returns the app with its stack, not yet synthesised. The template is the same for each name of the stack.
    static App app(AppProps.Builder props) {
        App app = new App(props.context(context()).analyticsReporting(false).build());
        String name = Objects.requireNonNullElse(app.getNode().tryGetContext("name"), STACK)
                .toString();
        new EventsStack(app, name, Contract.read());
        return app;
    }

    /// Returns the context of cdk.json, which only the command line passes to an app.
    private static Map<String, Object> context() {
        Path file = Project.folder("infra").orElseThrow().resolve(CONFIGURATION);
        ObjectMapper mapper = new ObjectMapper();
        try {
            JsonNode context = mapper.readTree(file.toFile()).path("context");
            return mapper.convertValue(context, new TypeReference<Map<String, Object>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Checks what would otherwise fail later, with less helpful messages.
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
