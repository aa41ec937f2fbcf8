package dev.containerevents.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A function as Lambda calls it. Every function extends this class, so that all share the life cycle of a
/// [Snapshot], and ignore the weekly call of [KeepActiveCall].
public abstract class Handler implements RequestStreamHandler {

    /// CRaC has only a weak reference to it; the runtime refers to this handler for as long as the process lives.
    @SuppressWarnings("unused")
    private final @Nullable Snapshot snapshot;

    // Only the runtime calls back, and only once the handler was created.
    @SuppressWarnings("this-escape")
    protected Handler() {
        // If no snapshot is taken, CRaC isn't even loaded.
        snapshot = takesSnapshot() ? Snapshot.of(this) : null;
    }

    /// Returns whether Lambda takes a snapshot of this process once it has started. Not a method of [Aws], with
    /// which the JVM loads classes of the SDK.
    static boolean takesSnapshot() {
        return "snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"));
    }

    /// Does what a request does, without lasting effects. Called many times before a snapshot is taken, so that
    /// every copy starts with loaded and compiled code.
    ///
    /// @throws IOException if it fails; the function then works, but starts slower
    protected abstract void prime() throws IOException;

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        byte[] event = in.readAllBytes();
        if (!KeepActiveCall.matches(event)) {
            handle(event, out, context);
        }
    }

    /// Handles an event.
    ///
    /// @throws IOException if it fails, as if it throws any other exception
    protected abstract void handle(byte[] event, OutputStream out, Context context) throws IOException;
}
