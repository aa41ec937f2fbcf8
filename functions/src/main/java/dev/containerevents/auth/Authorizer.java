package dev.containerevents.auth;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.aws.Aws;
import dev.containerevents.aws.Handler;
import dev.containerevents.event.EventBudget;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Scope;
import dev.containerevents.http.Caller;
import dev.containerevents.http.Credential;
import dev.containerevents.json.Json;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredKey;
import dev.containerevents.table.StoredOrg;
import dev.containerevents.table.StoredToken;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The Lambda authorizer, of both types.
///
/// As TOKEN, API Gateway caches its policy for each key and applies it to every later request, whatever its path.
/// So the policy covers everything that the key may do, not only this request. An invalid key is a 401.
///
/// As REQUEST, it is invoked each time, and answers an invalid key with a policy that denies, so that a client
/// that knows only 403 gets a 403.
///
/// The key of a source may also be in the query parameter `key` of such a request, for senders that can set no
/// header. No other key is accepted there: URLs end up in logs.
///
/// A viewer token is presented as a key is. It is valid only while the key is with which it was made, and opens
/// only the routes that the contract marks.
public final class Authorizer extends Handler {

    /// How long API Gateway caches a response, which is how long a revoked key may still work.
    public static final Duration CACHE = Duration.ofSeconds(60);

    /// The variable with the routes whose paths name no organisation; they access the key's own. Each as in a
    /// policy, after the stage: `GET/events/*`.
    public static final String OWN_ROUTES = "OWN_ROUTES";

    /// The variable with the routes that viewer tokens may read. See [ViewerRoute#parse].
    public static final String VIEWER_ROUTES = "VIEWER_ROUTES";

    /// The end of the path at which a key that reads makes viewer tokens.
    private static final String VIEWER_TOKENS = "viewer_tokens";

    private final AccessTable table;
    private final Log log;
    private final List<String> ownRoutes;
    private final List<ViewerRoute> viewerRoutes;
    private final String usageKeyPrefix;

    public Authorizer() {
        this(
                AccessTable.deployed(),
                Log.deployed(),
                Aws.variable(OWN_ROUTES),
                Aws.variable(VIEWER_ROUTES),
                Aws.variable(UsageKey.PREFIX));
    }

    /// @param ownRoutes    as [#OWN_ROUTES] has them
    /// @param viewerRoutes as [#VIEWER_ROUTES] has them
    public Authorizer(AccessTable table, Log log, String ownRoutes, String viewerRoutes, String usageKeyPrefix) {
        this.table = table;
        this.log = log;
        this.ownRoutes = List.of(ownRoutes.split(" ", -1));
        this.viewerRoutes = ViewerRoute.parse(viewerRoutes);
        this.usageKeyPrefix = usageKeyPrefix;
    }

    /// Looks for a key that can't exist.
    @Override
    protected void prime() {
        Optional<Authenticated> nobody = authenticate("Bearer ce_priming_priming");
        Json.write(OutputStream.nullOutputStream(), json -> writePolicy(json, nobody, "arn/stage/GET/priming"));
        budget("-", 1L, Instant.now());
    }

    @Override
    protected void handle(byte[] sent, OutputStream out, Context context) throws IOException {
        AuthorizerEvent event = AuthorizerEvent.read(sent);
        // The response to a key in the query is cached by that key, so it must not depend on a header.
        Optional<Authenticated> caller =
                event.key().isEmpty() ? authenticate(event.authorization()) : authenticateSource(event.key());
        if (caller.isEmpty() && event.isToken()) {
            throw new Unauthorized();
        }
        Json.write(out, json -> writePolicy(json, caller, event.methodArn()));
    }

    private Optional<Authenticated> authenticate(String authorization) {
        Instant now = Instant.now();
        return ApiKey.of(authorization)
                .flatMap(presented -> Credential.isTokenId(presented.id())
                        ? authenticateToken(presented, now)
                        : authenticateKey(presented, now));
    }

    private Optional<Authenticated> authenticateSource(String key) {
        return ApiKey.parse(key)
                .flatMap(presented -> authenticateKey(presented, Instant.now()))
                .filter(found -> found.credential().source().isPresent());
    }

    private Optional<Authenticated> authenticateKey(ApiKey presented, Instant now) {
        return table.find(presented.id())
                .filter(found -> presented.hasHash(found.key().hash()))
                .filter(found -> found.key().isValidAt(now))
                .map(found -> new Authenticated(
                        found.key(),
                        found.org(),
                        new Credential(
                                presented.id(),
                                found.key().end(),
                                Scope.ALL,
                                Optional.ofNullable(found.key().source()))));
    }

    private Optional<Authenticated> authenticateToken(ApiKey presented, Instant now) {
        return table.token(presented.id())
                .filter(token -> presented.hasHash(token.hash()))
                .filter(token -> token.isValidAt(now))
                .flatMap(token -> table.find(token.org(), token.parent())
                        .filter(found -> found.key().isValidAt(now))
                        .filter(found -> found.key().rights().contains(Permission.READ))
                        .map(found -> new Authenticated(
                                found.key(),
                                found.org(),
                                new Credential(token.id(), Optional.of(end(token, found.key())), token.scope()))));
    }

    private static Instant end(StoredToken token, StoredKey key) {
        return key.end().filter(end -> end.isBefore(token.end())).orElse(token.end());
    }

    /// Makes API Gateway answer 401. It goes by the message, and treats any other as a failure of ours. Without a
    /// stack trace, which the runtime would log for each wrong key.
    private static final class Unauthorized extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unauthorized() {
            super("Unauthorized", null, false, false);
        }
    }

    /// Returns `arn:aws:execute-api:region:account:api/stage` of `…/stage/GET/orgs/…`.
    private static String stage(String methodArn) {
        int api = methodArn.indexOf('/');
        return methodArn.substring(0, methodArn.indexOf('/', api + 1));
    }

    /// @param caller empty to deny everything
    private void writePolicy(JsonGenerator json, Optional<Authenticated> caller, String methodArn) throws IOException {
        String stage = stage(methodArn);
        json.writeStartObject();
        json.writeStringField(
                "principalId", caller.map(found -> found.credential().id()).orElse("nobody"));
        json.writeObjectFieldStart("policyDocument");
        json.writeStringField("Version", "2012-10-17");
        json.writeArrayFieldStart("Statement");
        json.writeStartObject();
        json.writeStringField("Effect", caller.isPresent() ? "Allow" : "Deny");
        json.writeStringField("Action", "execute-api:Invoke");
        json.writeArrayFieldStart("Resource");
        for (String route : caller.map(this::routes).orElse(List.of("*"))) {
            json.writeString(stage + "/" + route);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        if (caller.isPresent()) {
            writeContext(json, caller.get());
        }
        json.writeEndObject();
    }

    private void writeContext(JsonGenerator json, Authenticated found) throws IOException {
        StoredOrg org = found.org();
        Instant now = Instant.now();
        Caller caller = new Caller(
                org.at(now),
                found.rights(),
                org.tier().at(now),
                budget(org.id(), org.eventsPerDay(), now),
                found.credential());
        json.writeStringField("usageIdentifierKey", UsageKey.of(org, usageKeyPrefix, now));
        json.writeObjectFieldStart("context");
        for (Map.Entry<String, String> entry : caller.context().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    /// Reads how many events an organisation stored today, only if that is limited. 1 read unit.
    private Optional<EventBudget> budget(String org, @Nullable Long eventsPerDay, Instant now) {
        return eventsPerDay == null
                ? Optional.empty()
                : Optional.of(EventBudget.of(eventsPerDay, log.storedToday(org, now, new RequestBudget()), now));
    }

    private List<String> routes(Authenticated caller) {
        if (caller.credential().isToken()) {
            return viewerRoutes(caller);
        }
        return caller.credential()
                .source()
                .map(source -> sourceRoutes(caller.org().id(), source))
                .orElseGet(() -> routes(caller.key()));
    }

    /// GET is for senders that check a URL before they use it.
    private static List<String> sourceRoutes(String org, String source) {
        List<String> routes = new ArrayList<>();
        for (String spelling : spellings(org)) {
            String path = "/orgs/" + spelling + "/logs/" + source;
            routes.add("GET" + path);
            routes.add("POST" + path);
            routes.add("POST" + path + "/*");
        }
        return routes;
    }

    /// Only these: a wildcard would also open what later versions of the contract add.
    private List<String> viewerRoutes(Authenticated caller) {
        Scope scope = caller.credential().scope();
        List<String> routes = new ArrayList<>();
        for (String method : methods(Permission.READ)) {
            for (String org : spellings(caller.org().id())) {
                viewerRoutes.stream()
                        .filter(route -> route.isFor(scope))
                        .map(route -> method + "/" + route.pattern(org, scope))
                        .filter(route -> !routes.contains(route))
                        .forEach(routes::add);
            }
        }
        return routes;
    }

    private List<String> routes(StoredKey key) {
        List<String> routes = new ArrayList<>();
        if (key.rights().contains(Permission.READ)) {
            spellings(key.org()).forEach(org -> routes.add("POST/orgs/" + org + "/" + VIEWER_TOKENS));
        }
        for (Permission right : key.rights()) {
            for (String org : spellings(key.org())) {
                for (String path : paths(right)) {
                    routes.add(path.replace("{org}", org));
                }
            }
            for (String method : methods(right)) {
                ownRoutes.stream()
                        .filter(route -> route.startsWith(method + "/"))
                        .forEach(routes::add);
            }
        }
        return routes;
    }

    /// Returns what a right opens below an organisation.
    private static List<String> paths(Permission right) {
        return switch (right) {
            case READ, WRITE ->
                methods(right).stream()
                        .flatMap(method -> Stream.of(method + "/orgs/{org}", method + "/orgs/{org}/*"))
                        .toList();
            case DELIVER ->
                List.of(
                        "POST/orgs/{org}/destinations",
                        "POST/orgs/{org}/destinations/*",
                        "PATCH/orgs/{org}/destinations/*",
                        "DELETE/orgs/{org}/destinations/*");
        };
    }

    /// Returns the spellings of an organisation in a path. The gateway matches policies against the path as it was
    /// sent, and generated clients percent-encode a colon. It is the only character of an id that clients encode;
    /// any other spelling is a 403.
    private static List<String> spellings(String org) {
        return org.contains(":") ? List.of(org, org.replace(":", "%3A"), org.replace(":", "%3a")) : List.of(org);
    }

    /// Returns the methods of a right on routes that name no organisation.
    private static List<String> methods(Permission right) {
        return switch (right) {
            case READ -> List.of("GET", "HEAD");
            case WRITE -> List.of("POST");
            case DELIVER -> List.of();
        };
    }
}
