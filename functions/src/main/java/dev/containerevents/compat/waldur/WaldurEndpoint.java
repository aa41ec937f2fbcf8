package dev.containerevents.compat.waldur;

import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.json.Fault;
import dev.containerevents.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An endpoint of Waldur's API. It reports errors as Waldur does, either by parameter, `{"o":["…"]}`, or as a
/// whole, `{"detail":"…"}`, and always as `application/json`.
abstract class WaldurEndpoint extends Endpoint {

    @Override
    protected final Response refusal(Problem problem, Request request) {
        Map<String, List<String>> faults = new LinkedHashMap<>();
        for (Fault fault : problem.faults()) {
            String parameter = fault.where().substring(fault.where().indexOf('/') + 1);
            faults.computeIfAbsent(parameter, _ -> new ArrayList<>()).add(fault.why());
        }
        ResponseBody body = new ResponseBody();
        body.write(faults.isEmpty() ? detail(problem.detail()) : byParameter(faults));
        return new Response(problem.status(), "application/json", Map.of(), body);
    }

    private static Json.Writer detail(String detail) {
        return json -> {
            json.writeStartObject();
            json.writeStringField("detail", detail);
            json.writeEndObject();
        };
    }

    private static Json.Writer byParameter(Map<String, List<String>> faults) {
        return json -> {
            json.writeStartObject();
            for (Map.Entry<String, List<String>> parameter : faults.entrySet()) {
                json.writeArrayFieldStart(parameter.getKey());
                for (String why : parameter.getValue()) {
                    json.writeString(why);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        };
    }

    static Problem tooMuch() {
        return Problem.badRequest("This request would read too much. Use a narrower range"
                + " (created_from, created_to), or fewer events per page.");
    }
}
