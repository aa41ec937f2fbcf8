# Prints what it read of a page: for each event its id, container, message and context.text.
{
  json: ($json[0].events | map([.event_id, .container_id, .message, .context.text])),
  ndjson: ($ndjson | map([.event_id, .container_id, .message, .context.text])),
  cloudevents: ($cloudevents[0] | map([.id, .subject, .message, .data.text]))
}
