package dev.containerevents.aws;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A function as Lambda calls it. Every function extends this class, so that all share the life cycle of a
/// [Snapshot].
public abstract class Handler implements RequestStreamHandler {

    /// CRaC refers to it weakly only; the runtime refers to this handler for as long as the process lives.
    @SuppressWarnings("unused")
    private final @Nullable Snapshot snapshot;

    // Only the runtime calls back, and only once the handler is made.
    @SuppressWarnings("this-escape")
    protected Handler() {
        // Where no snapshot is taken, CRaC isn't even loaded.
        snapshot = Aws.takesSnapshot() ? Snapshot.of(this) : null;
    }

    /// Does what a request does and leaves nothing behind. Called many times before a snapshot is taken, so that
    /// every copy starts with what a request needs loaded and compiled.
    ///
    /// @throws IOException if it can't be done; the function then works, but starts slower
    protected abstract void prime() throws IOException;
}
