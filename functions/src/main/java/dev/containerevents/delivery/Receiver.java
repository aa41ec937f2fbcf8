package dev.containerevents.delivery;

import java.io.IOException;
import java.time.Duration;

/// Sends requests to receivers. Thread-safe.
interface Receiver {

    /// How long everything may take, from the look-up of the name to the end of the body.
    Duration MOST_TIME = Duration.ofSeconds(15);

    /// Sends a request.
    ///
    /// @throws RefusedAddressException if the host has an address that isn't public
    /// @throws IOException             if there is no response in time
    Answer send(Outgoing request) throws IOException;

    /// The name of a receiver leads to an address that isn't public.
    final class RefusedAddressException extends IOException {

        private static final long serialVersionUID = 1;

        /// Why a destination is refused then.
        static final String WHY = "the host has an address that is not public";

        RefusedAddressException() {
            super(WHY);
        }
    }
}
