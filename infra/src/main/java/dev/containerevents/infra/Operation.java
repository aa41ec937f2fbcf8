package dev.containerevents.infra;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One operation of the contract, which becomes one function.
///
/// @param id the operationId: also the name of the handler class, of the function and of the folder of samples
/// @param handler the method that Lambda invokes
/// @param routes the function's routes, first the one in the contract
/// @param authorizers the security schemes of the contract, any of which authorises a request; none if the
/// operation is public
/// @param tableAccess everything that the function may do with the table
/// @param viewerScopes the kinds of scope that the operation applies to viewer tokens; empty if it is closed to
/// them
/// @param destinationAccess everything else that it may do
public record Operation(
        String id,
        String handler,
        List<Route> routes,
        List<String> authorizers,
        List<TableAccess> tableAccess,
        Optional<List<String>> viewerScopes,
        List<DestinationAccess> destinationAccess) {

    /// The operation that the API for web hooks serves.
    private static final String OF_HOOKS = "IngestLogs";

    /// Returns whether it needs no key.
    public boolean isPublic() {
        return authorizers.isEmpty();
    }

    /// Returns whether the API for web hooks serves it, too.
    public boolean isForHooks() {
        return id.equals(OF_HOOKS);
    }

    /// Returns the operation as the API for web hooks has it: with the key in the query, and with GET, by which
    /// some senders check a URL before they use it.
    Operation forHooks() {
        List<Route> both = routes.stream()
                .flatMap(route -> Stream.of(route, new Route("GET", route.path())))
                .toList();
        return new Operation(id, handler, both, List.of("keyInQuery"), tableAccess, Optional.empty(), List.of());
    }

    /// Returns its route in the contract.
    public Route route() {
        return routes.getFirst();
    }
}
