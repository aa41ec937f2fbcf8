# Reads a page in each of its forms and prints what it read: for each event its id, container, message and context.text.
require 'csv'
require 'json'

def text(form)
  File.read("#{ARGV[0]}/page.#{form}", encoding: 'UTF-8')
end

def row(event)
  [event['event_id'], event['container_id'], event['message'], event['context']['text']]
end

puts JSON.generate(
  json: JSON.parse(text('json'))['events'].map { |event| row(event) },
  ndjson: text('ndjson').each_line.map { |line| row(JSON.parse(line)) },
  csv: CSV.parse(text('csv'), headers: true).map { |cells| row(cells.to_h.merge('context' => JSON.parse(cells['context']))) },
  cloudevents: JSON.parse(text('cloudevents')).map { |event| [event['id'], event['subject'], event['message'], event['data']['text']] }
)
