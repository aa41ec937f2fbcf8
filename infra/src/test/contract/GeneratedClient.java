import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.OrgsApi;
import org.openapitools.client.model.Actor;
import org.openapitools.client.model.BulkEvent;
import org.openapitools.client.model.BulkEvents;
import org.openapitools.client.model.BulkResults;
import org.openapitools.client.model.ClientIp;
import org.openapitools.client.model.EventCandidate;
import org.openapitools.client.model.EventList;
import org.openapitools.client.model.ListedEvent;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.Status;

/// The client of openapi-generator's java, with the JDK's HTTP client (`--library native`).
final class GeneratedClient {

    private static final String CONTAINER = "org/repo x";

    private GeneratedClient() {}

    public static void main(String[] args) throws Exception {
        String org = args[2];
        ApiClient client = new ApiClient();
        client.updateBaseUri(args[0]);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + args[1]));
        OrgsApi api = new OrgsApi(client);

        Actor actor = new Actor().id("joe");
        actor.putAdditionalProperty("name", "Joe");
        EventCandidate event = new EventCandidate()
                .eventType("ACCESS")
                .status(Status.SUCCESS)
                .actor(actor)
                .context(Map.of("door", 3, "deep", List.of(Map.of("n", 1))))
                .clientIp(new ClientIp("192.0.2.7"));
        String created = api.createContainerEvent(OrgsApi.APICreateContainerEventRequest.newBuilder()
                        .orgId(org)
                        .containerId(CONTAINER)
                        .eventCandidate(event)
                        .build())
                .getEventId()
                .toString();
        BulkEvent future = event().timestamp(OffsetDateTime.parse("2999-01-01T00:00:00Z"));
        BulkResults bulk = api.createEvents(OrgsApi.APICreateEventsRequest.newBuilder()
                .orgId(org)
                .bulkEvents(new BulkEvents().events(List.of(event(), future, event())))
                .build());
        List<ListedEvent> listed = new ArrayList<>();
        int pages = 0;
        String token = null;
        do {
            EventList page = api.listContainerEvents(OrgsApi.APIListContainerEventsRequest.newBuilder()
                    .orgId(org)
                    .containerId(CONTAINER)
                    .order("asc")
                    .limit(2)
                    .nextToken(token)
                    .build());
            listed.addAll(page.getEvents());
            pages++;
            token = page.getNextToken();
        } while (token != null);
        long count = api.countEvents(OrgsApi.APICountEventsRequest.newBuilder()
                        .orgId(org)
                        .containerId(CONTAINER)
                        .eventType(List.of("ACCESS"))
                        .build())
                .getCount();
        Problem problem = problem(api, org);

        ListedEvent mine = listed.stream()
                .filter(each -> each.getEventId().toString().equals(created))
                .findAny()
                .orElseThrow();
        Map<String, Object> report = new HashMap<>();
        report.put("accepted", bulk.getAccepted());
        report.put("rejected", bulk.getRejected());
        report.put("fault", bulk.getResults().get(1).getErrors().getFirst().getWhere());
        report.put("events", listed.size());
        report.put("pages", pages);
        report.put("container", mine.getContainerId());
        report.put("actor", mine.getActor());
        report.put("context", mine.getContext());
        report.put("client_ip", mine.getClientIp().getString());
        report.put("count", count);
        report.put(
                "problem",
                Map.of(
                        "status",
                        problem.getStatus(),
                        "where",
                        problem.getErrors().getFirst().getWhere()));
        System.out.println(new ObjectMapper().writeValueAsString(report));
    }

    private static BulkEvent event() {
        return new BulkEvent().containerId(CONTAINER).eventType("ACCESS").status(Status.SUCCESS);
    }

    private static Problem problem(OrgsApi api, String org) throws Exception {
        try {
            api.listOrgEvents(OrgsApi.APIListOrgEventsRequest.newBuilder()
                    .orgId(org)
                    .start("yesterday")
                    .build());
        } catch (ApiException e) {
            return new ObjectMapper().readValue(e.getResponseBody(), Problem.class);
        }
        throw new AssertionError("no problem");
    }
}
