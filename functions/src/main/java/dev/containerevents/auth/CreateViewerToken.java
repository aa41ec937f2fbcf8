package dev.containerevents.auth;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Scope;
import dev.containerevents.http.Credential;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// `POST /orgs/{org_id}/viewer_tokens`: makes a token that reads for at most an hour, for a page that must not
/// have the key.
public final class CreateViewerToken extends Endpoint {

    private static final int SHORTEST_SECONDS = 60;
    private static final int MOST_BYTES = 8 * 1024;

    private final AccessTable table;
    private final SecureRandom random = new SecureRandom();

    public CreateViewerToken() {
        this(AccessTable.deployed());
    }

    public CreateViewerToken(AccessTable table) {
        this.table = table;
    }

    /// The body of a request.
    private record Wish(Duration time, Scope scope) {}

    @Override
    protected void primeMore() {
        read("{\"expires_in\":60,\"container_id\":\"c\",\"actor\":\"a\"}", new Faults());
        ApiKey.randomToken(random).hash();
        table.primeTokens(new RequestBudget());
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.READ);
        Credential key = request.caller().credential();
        if (key.id().isEmpty()) {
            throw Problem.unauthorized();
        }
        if (key.isToken()) {
            throw Problem.forbidden();
        }
        Faults faults = new Faults();
        Wish wish = read(request.jsonBody("A request", MOST_BYTES), faults);
        request.query(faults).rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Instant now = budget.now();
        ApiKey token = ApiKey.randomToken(random);
        StoredToken stored = new StoredToken(
                token.id(), org.id(), token.hash(), key.id(), wish.scope(), now, end(now, wish, key), null);
        table.add(stored, budget);
        return response(token, stored);
    }

    private static Wish read(String body, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(body.isBlank() ? "{}" : body, "body", faults);
        Integer seconds = members.whole("expires_in", SHORTEST_SECONDS, (int) StoredToken.LONGEST.toSeconds());
        String container = members.string("container_id", 0, Integer.MAX_VALUE);
        if (container != null && !Container.isId(container)) {
            members.fault("container_id", Container.ID_RULE);
        }
        String actor = members.string("actor", 0, Integer.MAX_VALUE);
        if (actor != null && !Actor.isId(actor)) {
            members.fault("actor", Actor.ID_RULE);
        }
        members.rejectUnknown();
        return new Wish(
                seconds == null ? StoredToken.LONGEST : Duration.ofSeconds(seconds), new Scope(container, actor));
    }

    /// Whole seconds, as DynamoDB needs them to delete the token.
    private static Instant end(Instant now, Wish wish, Credential key) {
        Instant end = now.plus(wish.time());
        return key.expires().filter(end::isAfter).orElse(end).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Response response(ApiKey token, StoredToken stored) {
        return Response.json(201, json -> {
            json.writeStartObject();
            json.writeStringField("token", token.text());
            json.writeStringField("expires", Rfc3339.text(stored.expires()));
            stored.scope().writeMembers(json);
            json.writeEndObject();
        });
    }
}
