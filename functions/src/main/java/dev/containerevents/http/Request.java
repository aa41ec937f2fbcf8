package dev.containerevents.http;

import dev.containerevents.event.Container;
import dev.containerevents.event.Org;
import dev.containerevents.event.Right;
import dev.containerevents.json.Faults;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as API Gateway's proxy event tells it.
///
/// @param path       as the API knows it, without the stage
/// @param basePath   what stands before the path outside: `/v1` for the stage of that name, empty under a domain of its
/// own
/// @param headers    by name in any case; of a repeated one the last
/// @param query      all values of each parameter, decoded
/// @param authorizer the authorizer's context
/// @param body       empty if there is none
public record Request(
        String requestId,
        String method,
        String path,
        String basePath,
        Map<String, String> pathParameters,
        Map<String, String> headers,
        Map<String, List<String>> query,
        Map<String, String> authorizer,
        String body) {

    private static final int MOST_BODY_BYTES = 64 * 1024;

    /// The organisation of the path, if the caller may do that with it. The gateway has asked the same before; this
    /// makes sure that a mistake in a policy opens nothing.
    public Org org(Right right) {
        Caller caller = Caller.from(authorizer).orElseThrow(Problem::unauthorized);
        boolean own = caller.org().id().equals(pathParameters.get("org_id"));
        if (!own || !caller.rights().contains(right)) {
            throw Problem.forbidden();
        }
        return caller.org();
    }

    /// The container of the path; a name that none can have is a fault.
    public Container container(Org org, Faults faults) {
        String id = pathParameter("container_id");
        if (!Container.isName(id)) {
            faults.add("path/container_id", Container.NAME_RULE);
        }
        return new Container(org.id(), id);
    }

    public String pathParameter(String name) {
        return pathParameters.getOrDefault(name, "");
    }

    public Query query(Faults faults) {
        return new Query(query, faults);
    }

    /// The body of a write of one event.
    public String smallBody() {
        if (body.length() > MOST_BODY_BYTES || body.getBytes(StandardCharsets.UTF_8).length > MOST_BODY_BYTES) {
            throw Problem.tooLarge("The body must have at most 64 KB.");
        }
        return body;
    }

    /// The address of another path of this API, as this client would call it.
    public String address(String otherPath) {
        String scheme = header("X-Forwarded-Proto").orElse("https");
        return scheme + "://" + header("Host").orElse("localhost") + basePath + otherPath;
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
