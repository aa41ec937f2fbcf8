package dev.containerevents.infra.local;

import com.fasterxml.jackson.databind.JsonNode;

/// A service of AWS that speaks JSON, as far as functions use it.
interface AwsService {

    /// Does what the operation says.
    ///
    /// @param caller the access key, which is the function's name
    JsonNode answer(String operation, JsonNode request, String caller) throws Refusal;

    /// What AWS would answer instead.
    final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        final int status;
        final String type;

        Refusal(int status, String type, String message) {
            super(message);
            this.status = status;
            this.type = type;
        }
    }
}
