"""The client of openapi-generator's python."""

import json
import sys
from datetime import datetime, timezone

import openapi_client
from openapi_client import Actor, BulkEvent, BulkEvents, ClientIp, EventCandidate, Problem

base_url, key, org = sys.argv[1:]
container = "org/repo x"
configuration = openapi_client.Configuration(host=base_url, access_token=key)
with openapi_client.ApiClient(configuration) as client:
    api = openapi_client.OrgsApi(client)

    created = api.create_container_event(
        org,
        container,
        EventCandidate(
            event_type="ACCESS",
            status="SUCCESS",
            actor=Actor.from_dict({"id": "joe", "name": "Joe"}),
            context={"door": 3, "deep": [{"n": 1}]},
            client_ip=ClientIp("192.0.2.7"),
        ),
    )
    good = {"container_id": container, "event_type": "ACCESS", "status": "SUCCESS"}
    future = datetime(2999, 1, 1, tzinfo=timezone.utc)
    bulk = api.create_events(
        org, BulkEvents(events=[BulkEvent(**good), BulkEvent(**good, timestamp=future), BulkEvent(**good)])
    )
    listed, pages, token = [], 0, None
    while True:
        page = api.list_container_events(org, container, order="asc", limit=2, next_token=token)
        listed += page.events
        pages += 1
        token = page.next_token
        if not token:
            break
    count = api.count_events(org, container_id=container, event_type=["ACCESS"])
    try:
        api.list_org_events(org, start="yesterday")
        sys.exit("no problem")
    except openapi_client.ApiException as e:
        problem = Problem.from_json(e.body)

mine = next(event for event in listed if str(event.event_id) == str(created.event_id))
print(
    json.dumps(
        {
            "accepted": bulk.accepted,
            "rejected": bulk.rejected,
            "fault": bulk.results[1].errors[0].where,
            "events": len(listed),
            "pages": pages,
            "container": mine.container_id,
            "actor": mine.actor.to_dict(),
            "context": mine.context,
            "client_ip": mine.client_ip.actual_instance,
            "count": count.count,
            "problem": {"status": problem.status, "where": problem.errors[0].where},
        }
    )
)
