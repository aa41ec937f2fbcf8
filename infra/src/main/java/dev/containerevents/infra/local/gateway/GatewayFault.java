package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;

/// A response of API Gateway itself.
final class GatewayFault extends Exception {

    private static final long serialVersionUID = 1L;

    /// The types of gateway responses, with their default messages.
    enum Type {
        ACCESS_DENIED(403, "User is not authorized to access this resource"),
        API_CONFIGURATION_ERROR(500, "Internal server error"),
        AUTHORIZER_CONFIGURATION_ERROR(500, "Internal server error"),
        /// A path that is too long, which has no type of its own.
        DEFAULT_4XX(414, "Request URI too long"),
        /// An invalid response of a function, which has no type of its own.
        DEFAULT_5XX(502, "Internal server error"),
        INVALID_API_KEY(403, "Forbidden"),
        INTEGRATION_TIMEOUT(504, "Endpoint request timed out"),
        MISSING_AUTHENTICATION_TOKEN(403, "Missing Authentication Token"),
        REQUEST_TOO_LARGE(413, "Request Too Long"),
        THROTTLED(429, "Too Many Requests"),
        UNAUTHORIZED(401, "Unauthorized"),
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type");

        final int status;
        final String message;

        Type(int status, String message) {
            this.status = status;
            this.message = message;
        }
    }

    private final Type type;
    private final transient ObjectNode authorizer;

    /// @param why the reason for the log; AWS writes it into the API's execution log
    GatewayFault(Type type, String why) {
        this(type, why, JsonTree.object());
    }

    /// @param authorizer the context of an authorizer that denied
    GatewayFault(Type type, String why, ObjectNode authorizer) {
        super(why);
        this.type = type;
        this.authorizer = authorizer;
    }

    Type type() {
        return type;
    }

    ObjectNode authorizer() {
        return authorizer;
    }
}
