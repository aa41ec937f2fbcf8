package dev.containerevents.http;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdempotencyKey;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Submission;
import dev.containerevents.json.Faults;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request, as read from API Gateway's proxy event.
///
/// @param resource   the template of its path in the contract: `/orgs/{org_id}/events`
/// @param path       as the client sent it, preceded by the stage or the base path of a custom domain
/// @param pathParameters decoded; without those with a broken percent-encoding
/// @param headers    by name in any case
/// @param query      all values of each parameter, decoded
/// @param authorizer the authorizer's context
/// @param body       empty if there is none
/// @param isBase64   whether the gateway has encoded the body as Base64
public record Request(
        String requestId,
        String method,
        String resource,
        String path,
        Map<String, String> pathParameters,
        Map<String, List<String>> headers,
        Map<String, List<String>> query,
        Map<String, String> authorizer,
        String body,
        boolean isBase64) {

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final char LAST_ASCII = 0x7f;

    /// Returns the organisation in the path, if the caller has that right on all of it. The gateway has checked
    /// the same; this makes sure that a mistake in a policy grants no access.
    public Org org(Permission right) {
        return named(ownOrg(right));
    }

    /// Returns the organisation in the path as the caller may read it. For operations that apply the scope of a
    /// viewer token, as their `x-viewer` in the contract says.
    ///
    /// @throws Problem 401 or 403
    public View view() {
        Caller caller = caller(Permission.READ);
        return new View(named(caller.org()), caller.credential().scope());
    }

    private Org named(Org own) {
        if (!own.id().equals(pathParameters.get("org_id"))) {
            throw Problem.forbidden();
        }
        return own;
    }

    /// Returns the key's organisation, for a path that names none, if the caller has that right on all of it. An
    /// organisation that has spent its daily budget has no right to write.
    ///
    /// @throws Problem 401, 403, or 429 if the budget is spent
    public Org ownOrg(Permission right) {
        Caller caller = caller(right);
        if (caller.credential().isLimited()) {
            throw Problem.forbidden();
        }
        return right == Permission.WRITE ? withinBudget(caller) : caller.org();
    }

    /// Returns the organisation in the path, if the caller may send records of that source to it.
    ///
    /// @throws Problem 401, 403, or 429 if the budget is spent
    public Org orgOfSource(String source) {
        Caller caller = caller(Permission.WRITE);
        if (!caller.credential().source().orElse(source).equals(source)) {
            throw Problem.forbidden();
        }
        return named(withinBudget(caller));
    }

    private static Org withinBudget(Caller caller) {
        Instant now = Instant.now();
        if (caller.eventsLeft(now) == 0) {
            throw Problem.budgetSpent(caller.budget().orElseThrow().at(now), now);
        }
        return caller.org();
    }

    private Caller caller(Permission right) {
        Caller caller = caller();
        if (!caller.rights().contains(right)) {
            throw Problem.forbidden();
        }
        return caller;
    }

    /// Returns whose key the request has.
    ///
    /// @throws Problem 401 if it has none
    public Caller caller() {
        return Caller.from(authorizer).orElseThrow(Problem::unauthorized);
    }

    /// Returns the limits of this request. Empty if it has no key.
    Optional<RateLimit> rateLimit() {
        return Caller.from(authorizer).map(caller -> RateLimit.of(caller, method.equals("POST"), Instant.now()));
    }

    /// Returns whether it is a HEAD: a GET whose response has no body.
    boolean isHead() {
        return method.equals("HEAD");
    }

    /// Returns the container in the path. An id that none can have is a fault.
    public Container container(Org org, Faults faults) {
        String id = pathParameter("container_id");
        if (!pathParameters.containsKey("container_id")) {
            faults.add("path/container_id", "must be UTF-8, percent-encoded");
        } else if (!Container.isId(id)) {
            faults.add("path/container_id", Container.ID_RULE);
        }
        return new Container(org.id(), id);
    }

    /// Returns the event id in the path. A text that can't be one is a fault.
    public Optional<EventId> eventId(Faults faults) {
        Optional<EventId> id = EventId.parse(pathParameter("event_id"));
        if (id.isEmpty()) {
            faults.add("path/event_id", "must be the UUID of an event");
        }
        return id;
    }

    /// Returns a parameter of the path. Empty if there is none of that name, or it can't be decoded.
    public String pathParameter(String name) {
        return pathParameters.getOrDefault(name, "");
    }

    public Query query(Faults faults) {
        return new Query(query, faults);
    }

    /// Refuses all query parameters.
    ///
    /// @throws Problem 400 if there is any
    public void refuseQuery() {
        Faults faults = new Faults();
        query(faults).rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
    }

    /// Returns the body without a byte order mark.
    ///
    /// @param what its name in the problem if it is too large: `An event`
    /// @throws Problem 415 if its headers say that it can't be read, 413 if it has more bytes than that
    public String body(String what, int mostBytes) {
        ContentType.of(headers);
        return limited(what, mostBytes);
    }

    /// Returns the same whatever its media type: it is read as text.
    ///
    /// @throws Problem 415 if its headers say that it isn't UTF-8, or is compressed; 413
    public String anyBody(String what, int mostBytes) {
        ContentType.requireText(headers);
        return limited(what, mostBytes);
    }

    private String limited(String what, int mostBytes) {
        String text = isBase64 ? new String(bytes(what, mostBytes), StandardCharsets.UTF_8) : body;
        if (text.length() > mostBytes || text.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
            throw Problem.tooLarge(what, mostBytes);
        }
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /// Returns whether the body has that media type.
    ///
    /// @param name in lower case, without parameters
    public boolean isOfType(String name) {
        List<HeaderElement> types = HeaderElement.list(headers.getOrDefault("Content-Type", List.of()));
        return !types.isEmpty() && types.getFirst().name().equals(name);
    }

    /// Returns the body of a binary media type.
    ///
    /// @param what its name in the problem if it is too large: `A request`
    /// @throws Problem 415 if its headers say that it can't be read, 413 if it has more bytes than that
    public byte[] binaryBody(String what, int mostBytes) {
        ContentType.requireText(headers);
        if (!isBase64 && !body.isEmpty()) {
            throw Problem.unsupportedMediaType("header/Content-Type", "must be one that is passed on as Base64");
        }
        return bytes(what, mostBytes);
    }

    /// Returns the bytes of a body that the gateway has encoded as Base64, because its media type is binary.
    ///
    /// @throws Problem 413 if there are more than that, 400 if it isn't Base64
    byte[] bytes(String what, int mostBytes) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException _) {
            Faults faults = new Faults();
            faults.add("body", "must be Base64");
            throw Problem.badRequest(faults);
        }
        if (bytes.length > mostBytes) {
            throw Problem.tooLarge(what, mostBytes);
        }
        return bytes;
    }

    /// Reads the CloudEvent in binary mode. Empty if there is any fault.
    ///
    /// @param what      its name in the problem if it is too large: `An event`
    /// @param container the container in the path; null if the path has none
    /// @throws Problem 415 or 413, as [#body]
    public Optional<Submission> binaryCloudEvent(
            String what, int mostBytes, @Nullable Container container, Instant now, Faults faults) {
        return BinaryCloudEvent.read(this, what, mostBytes, container, now, faults);
    }

    /// Returns a CloudEvent in binary mode as it would be in structured mode, without checking it. Empty if the
    /// request isn't in binary mode.
    ///
    /// @throws Problem 415 or 413, as [#body]
    public Optional<String> structuredCloudEvent(String what, int mostBytes) {
        return BinaryCloudEvent.isIn(headers) && contentType() == ContentType.BINARY_CLOUD_EVENT
                ? Optional.of(BinaryCloudEvent.structured(this, what, mostBytes))
                : Optional.empty();
    }

    /// Returns the same, for an operation that reads only JSON.
    ///
    /// @throws Problem 415 or 413
    public String jsonBody(String what, int mostBytes) {
        ContentType type = contentType();
        BinaryCloudEvent.refuse(headers);
        if (type != ContentType.JSON) {
            throw Problem.unsupportedMediaType("header/Content-Type", "must be application/json");
        }
        return body(what, mostBytes);
    }

    /// Returns the type of the body.
    ///
    /// @throws Problem 415 if it isn't supported
    public ContentType contentType() {
        return ContentType.of(headers);
    }

    /// Returns the media types that the client accepts.
    public Accept accept() {
        return Accept.of(headers.getOrDefault("Accept", List.of()));
    }

    /// Returns the header `Idempotency-Key`. A key that is too long is a fault. So is one that isn't ASCII:
    /// clients and proxies encode other characters in different ways, and the same key would arrive as another.
    public Optional<String> idempotencyKey(Faults faults) {
        Optional<String> key = header("Idempotency-Key");
        if (headers.getOrDefault("Idempotency-Key", List.of()).size() > 1) {
            faults.add("header/Idempotency-Key", "may be given only once");
        }
        if (key.isPresent() && (key.get().isEmpty() || key.get().length() > IdempotencyKey.LONGEST)) {
            faults.add("header/Idempotency-Key", "must have 1 to " + IdempotencyKey.LONGEST + " characters");
        }
        if (key.isPresent() && key.get().chars().anyMatch(character -> character > LAST_ASCII)) {
            faults.add(
                    "header/Idempotency-Key",
                    "must be ASCII: send other keys as the member idempotency_key of the event");
        }
        return key;
    }

    /// Returns whether the client wants a short response: `Prefer: return=minimal` (RFC 7240). If there are
    /// several, the first counts.
    public boolean prefersMinimal() {
        return HeaderElement.list(headers.getOrDefault("Prefer", List.of())).stream()
                .filter(preference -> preference.name().equals("return"))
                .findFirst()
                .filter(preference -> preference.value().equalsIgnoreCase("minimal"))
                .isPresent();
    }

    /// Adds a fault if there is a header `Idempotency-Key` although the events have their own keys.
    public void refuseIdempotencyKey(Faults faults) {
        if (header("Idempotency-Key").isPresent()) {
            faults.add("header/Idempotency-Key", "must be left out: source and id are the key of a CloudEvent");
        }
    }

    /// Returns whether the client has the version of the response that this weak entity tag names
    /// (`If-None-Match`, RFC 9110, 13.1.2).
    public boolean hasTag(String tag) {
        return headers.getOrDefault("If-None-Match", List.of()).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .anyMatch(known -> known.equals("*") || known.equals(tag) || tag.equals("W/" + known));
    }

    /// Returns what precedes this API's paths in the path that this client called: `/v1` for the stage of that
    /// name, the base path of a custom domain, or nothing.
    public String basePath() {
        return ApiPath.base(path, resource);
    }

    /// Returns the URL of another path of this API, as this client would call it.
    public String address(String otherPath) {
        return origin() + basePath() + otherPath;
    }

    /// Returns a link of the header `Link` (RFC 8288) to this request with another value of one parameter, as a
    /// URL.
    ///
    /// @param value null to leave the parameter out
    public String absoluteLink(String relation, String parameter, @Nullable String value) {
        return link(relation, origin() + path, parameter, value);
    }

    /// Returns the same as [#absoluteLink] with only a path, which is shorter and doesn't repeat what the client
    /// sent as `Host`.
    public String link(String relation, String parameter, @Nullable String value) {
        String own = basePath() + ApiPath.of(resource, pathParameters);
        return link(relation, own, parameter, value);
    }

    private String link(String relation, String target, String parameter, @Nullable String value) {
        StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
        query.forEach((name, values) -> {
            if (!name.equals(parameter)) {
                values.forEach(other -> parameters.add(encoded(name) + "=" + encoded(other)));
            }
        });
        if (value != null) {
            parameters.add(encoded(parameter) + "=" + encoded(value));
        }
        return "<" + target + parameters + ">; rel=\"" + relation + "\"";
    }

    private String origin() {
        return header("X-Forwarded-Proto").orElse("https") + "://"
                + header("Host").orElse("localhost");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Returns the last header of that name.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getLast);
    }
}
