package dev.containerevents.infra.local.process;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;

/// The main class of a function's process: runs AWS's runtime client or the portable one, and watches the local
/// cloud.
///
/// The runtime client alone would outlive a local cloud that was killed while the function was busy. The standard
/// input is a pipe from the local cloud, which the system closes however the local cloud ends.
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
            // This means the same.
        }
        Runtime.getRuntime().halt(1);
    }
}
