package dev.containerevents.aws;

import org.crac.Core;
import org.crac.Resource;

/// The snapshot that Lambda takes of a function that has started (SnapStart). What is done before it is taken, no
/// instance that begins with it has to do.
public final class Snapshot {

    private Snapshot() {}

    /// Has a handler told before its snapshot is taken, if one will be: where none is, CRaC isn't even loaded.
    public static void tell(Resource handler) {
        if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            Core.getGlobalContext().register(handler);
        }
    }
}
