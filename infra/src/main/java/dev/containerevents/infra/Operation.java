package dev.containerevents.infra;

import java.util.List;

/// One operation of the contract, which becomes one function.
///
/// @param id the operationId: also the name of the handler class, of the function and of the folder of samples
/// @param handler the method that Lambda invokes
/// @param routes the function's routes, first the one in the contract
/// @param authorizers the security schemes of the contract, any of which authorises a request; none if the
/// operation is public
/// @param tableAccess everything that the function may do with the table
/// @param destinationAccess everything else that it may do
public record Operation(
        String id,
        String handler,
        List<Route> routes,
        List<String> authorizers,
        List<TableAccess> tableAccess,
        List<DestinationAccess> destinationAccess) {

    /// Returns whether it needs no key.
    boolean isPublic() {
        return authorizers.isEmpty();
    }

    /// Returns its route in the contract.
    public Route route() {
        return routes.getFirst();
    }
}
