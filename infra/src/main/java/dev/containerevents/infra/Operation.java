package dev.containerevents.infra;

import java.util.List;

/// One operation of the contract, which becomes one function.
///
/// @param id the operationId: also the name of the handler class, of the function and of the folder of samples
/// @param handler what Lambda calls
/// @param routes where the function answers, first the one under which the contract describes it
/// @param authorizers the security schemes of the contract, one of which lets a request through; none if the
/// operation is public
/// @param tableAccess all that the function may do with the table
public record Operation(
        String id, String handler, List<Route> routes, List<String> authorizers, List<TableAccess> tableAccess) {

    /// Whether it needs no key.
    boolean isPublic() {
        return authorizers.isEmpty();
    }

    /// Where the contract describes it.
    public Route route() {
        return routes.getFirst();
    }
}
