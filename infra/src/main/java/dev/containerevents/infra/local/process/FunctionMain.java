package dev.containerevents.infra.local.process;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;

/// What a function's process runs: AWS's runtime client or the portable one, with an eye on the local cloud.
///
/// The runtime client alone would outlive a local cloud that was killed while the function was at work.
/// Its standard input is a pipe from there, which the system closes however that process ends.
public final class FunctionMain {

    private FunctionMain() {}

    /// Runs until the local cloud ends.
    ///
    /// @param arguments the handler, as in the template, and `portable` for the portable client
    public static void main(String[] arguments) throws Throwable {
        Thread.ofPlatform().daemon().name("watch-local-cloud").start(FunctionMain::endWithTheLocalCloud);
        if (arguments.length > 1) {
            new PortableRuntime(System.getenv("AWS_LAMBDA_RUNTIME_API")).run(arguments[0]);
        } else {
            AWSLambda.main(arguments);
        }
    }

    private static void endWithTheLocalCloud() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent.
            }
        } catch (IOException closed) {
            // Means the same.
        }
        Runtime.getRuntime().halt(1);
    }
}
