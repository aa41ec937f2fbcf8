package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;

/// The part of an AWS service with a JSON protocol that functions use.
interface AwsService {

    /// Executes an operation.
    JsonNode answer(AwsCall call) throws Refusal;

    /// Returns the status of its successful responses.
    default int success() {
        return 200;
    }

    /// AWS's error response.
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
