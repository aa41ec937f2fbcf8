"""Reads a page in each of its forms and prints what it read: for each event its id, container, message and context.text."""

import csv
import json
import sys


def row(event):
    return [event["event_id"], event["container_id"], event.get("message"), event["context"]["text"]]


def csv_row(cells):
    return [cells["event_id"], cells["container_id"], cells["message"], json.loads(cells["context"])["text"]]


def text(name):
    with open(sys.argv[1] + "/" + name, encoding="utf-8", newline="") as file:
        return file.read()


csv.field_size_limit(1 << 30)
with open(sys.argv[1] + "/page.csv", encoding="utf-8", newline="") as file:
    cells = [csv_row(cells) for cells in csv.DictReader(file, strict=True)]
# As many programs read it: the lines of a file, whatever their ends.
assert cells == [csv_row(cells) for cells in csv.DictReader(text("page.csv").splitlines(keepends=True), strict=True)]

print(json.dumps({
    "json": [row(event) for event in json.loads(text("page.json"))["events"]],
    "ndjson": [row(json.loads(line)) for line in text("page.ndjson").splitlines()],
    "csv": cells,
    "cloudevents": [[event["id"], event["subject"], event.get("message"), event["data"]["text"]]
                    for event in json.loads(text("page.cloudevents"))],
}))
