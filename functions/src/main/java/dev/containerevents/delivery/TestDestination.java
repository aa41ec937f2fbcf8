package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.util.Optional;

/// `POST /orgs/{org_id}/destinations/{destination_id}/test`: sends a test event now, and answers with what came
/// back.
public final class TestDestination extends Endpoint {

    private final DeliverFunction function;

    public TestDestination() {
        this(LambdaDeliverFunction.deployed());
    }

    public TestDestination(DeliverFunction function) {
        this.function = function;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.DELIVER);
        request.refuseQuery();
        Optional<String> result;
        try {
            result = function.test(DestinationPath.key(request, org.id()));
        } catch (IOException e) {
            LogLine.write(getClass().getSimpleName(), e, json -> {});
            throw Problem.unavailable();
        }
        ResponseBody body = new ResponseBody();
        body.write(result.orElseThrow(DestinationPath::notFound));
        return Response.ok(body);
    }
}
