package dev.containerevents.delivery;

import dev.containerevents.table.DestinationKey;
import java.io.IOException;
import java.util.Optional;

/// The function [DeliverEvents], as [TestDestination] calls it. Thread-safe.
public interface DeliverFunction {

    /// Tests a destination.
    ///
    /// @return the result as a JSON object; empty if there is no such destination
    /// @throws IOException if the function can't tell
    Optional<String> test(DestinationKey destination) throws IOException;
}
