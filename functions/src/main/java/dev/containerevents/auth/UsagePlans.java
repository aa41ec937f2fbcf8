package dev.containerevents.auth;

import dev.containerevents.event.Tier;

/// The usage plans of API Gateway, one for each tier.
public interface UsagePlans {

    /// Creates a usage key of an organisation in the plan of a tier.
    ///
    /// @return its value, with which the gateway counts within seconds
    /// @throws Unreachable if API Gateway didn't do it now; it may have created a key that nobody uses
    String addKey(String org, Tier tier) throws Unreachable;

    /// Returns whether a usage key is of this deployment, not of one from which the table was copied.
    boolean owns(String usageKey);

    /// API Gateway is throttled or can't be reached: the same may succeed later.
    final class Unreachable extends Exception {

        private static final long serialVersionUID = 1;

        Unreachable(Throwable cause) {
            super(cause);
        }
    }
}
