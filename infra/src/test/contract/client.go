// The client of openapi-generator's go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	events "example.org/client/events"
)

func check(err error) {
	if err != nil {
		var failure *events.GenericOpenAPIError
		if errors.As(err, &failure) {
			fmt.Fprintln(os.Stderr, string(failure.Body()))
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	baseURL, key, org := os.Args[1], os.Args[2], os.Args[3]
	container := "org/repo x"
	configuration := events.NewConfiguration()
	configuration.Servers = events.ServerConfigurations{{URL: baseURL}}
	api := events.NewAPIClient(configuration).OrgsAPI
	ctx := context.WithValue(context.Background(), events.ContextAccessToken, key)

	event := events.NewEventCandidate("ACCESS", events.SUCCESS)
	actor := events.NewActor("joe")
	actor.AdditionalProperties = map[string]interface{}{"name": "Joe"}
	event.SetActor(*actor)
	event.SetContext(map[string]interface{}{"door": 3, "deep": []interface{}{map[string]int{"n": 1}}})
	address := "192.0.2.7"
	event.SetClientIp(events.ClientIp{String: &address})
	created, _, err := api.CreateContainerEvent(ctx, org, container).EventCandidate(*event).Execute()
	check(err)

	future := events.NewBulkEvent(container, "ACCESS", events.SUCCESS)
	future.SetTimestamp(time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC))
	bulk, _, err := api.CreateEvents(ctx, org).BulkEvents(*events.NewBulkEvents([]events.BulkEvent{
		*events.NewBulkEvent(container, "ACCESS", events.SUCCESS),
		*future,
		*events.NewBulkEvent(container, "ACCESS", events.SUCCESS),
	})).Execute()
	check(err)

	var listed []events.ListedEvent
	pages := 0
	for token := ""; ; {
		request := api.ListContainerEvents(ctx, org, container).Order("asc").Limit(2)
		if token != "" {
			request = request.NextToken(token)
		}
		page, _, err := request.Execute()
		check(err)
		listed = append(listed, page.Events...)
		pages++
		if token = page.GetNextToken(); token == "" {
			break
		}
	}
	count, _, err := api.CountEvents(ctx, org).ContainerId(container).EventType([]string{"ACCESS"}).Execute()
	check(err)

	_, _, err = api.ListOrgEvents(ctx, org).Start("yesterday").Execute()
	var failure *events.GenericOpenAPIError
	if !errors.As(err, &failure) {
		check(fmt.Errorf("no problem but %v", err))
	}
	problem := failure.Model().(events.Problem)

	var mine events.ListedEvent
	for _, each := range listed {
		if each.GetEventId() == created.EventId {
			mine = each
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"accepted":  bulk.Accepted,
		"rejected":  bulk.Rejected,
		"fault":     bulk.Results[1].Errors[0].Where,
		"events":    len(listed),
		"pages":     pages,
		"container": mine.ContainerId,
		"actor":     mine.Actor,
		"context":   mine.Context,
		"client_ip": mine.ClientIp,
		"count":     count.Count,
		"problem":   map[string]interface{}{"status": problem.Status, "where": problem.Errors[0].Where},
	}))
}
