// Reads a page in each of its forms and prints what it read: for each event its id, container, message and context.text.
package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
)

type event struct {
	ID          string         `json:"event_id"`
	ContainerID string         `json:"container_id"`
	Message     *string        `json:"message"`
	Context     map[string]any `json:"context"`
}

type cloudEvent struct {
	ID      string         `json:"id"`
	Subject string         `json:"subject"`
	Message *string        `json:"message"`
	Data    map[string]any `json:"data"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func file(form string) []byte {
	content, err := os.ReadFile(os.Args[1] + "/page." + form)
	check(err)
	return content
}

func row(e event) []any {
	return []any{e.ID, e.ContainerID, e.Message, e.Context["text"]}
}

func main() {
	read := map[string][][]any{}

	var page struct {
		Events []event `json:"events"`
	}
	check(json.Unmarshal(file("json"), &page))
	for _, e := range page.Events {
		read["json"] = append(read["json"], row(e))
	}

	lines := bufio.NewScanner(bytes.NewReader(file("ndjson")))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		check(json.Unmarshal(lines.Bytes(), &e))
		read["ndjson"] = append(read["ndjson"], row(e))
	}
	check(lines.Err())

	rows, err := csv.NewReader(bytes.NewReader(file("csv"))).ReadAll()
	check(err)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, cells := range rows[1:] {
		var context map[string]any
		check(json.Unmarshal([]byte(cells[column["context"]]), &context))
		read["csv"] = append(read["csv"], []any{
			cells[column["event_id"]], cells[column["container_id"]], cells[column["message"]], context["text"]})
	}

	var cloudEvents []cloudEvent
	check(json.Unmarshal(file("cloudevents"), &cloudEvents))
	for _, e := range cloudEvents {
		read["cloudevents"] = append(read["cloudevents"], []any{e.ID, e.Subject, e.Message, e.Data["text"]})
	}

	check(json.NewEncoder(os.Stdout).Encode(read))
}
