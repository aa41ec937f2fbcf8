<?php
// Reads a page in each of its forms and prints what it read: for each event its id, container, message and context.text.

function text(string $form): string
{
    return file_get_contents($GLOBALS['argv'][1] . "/page.$form");
}

function decoded(string $json): mixed
{
    return json_decode($json, flags: JSON_THROW_ON_ERROR);
}

function row(object $event): array
{
    return [$event->event_id, $event->container_id, $event->message ?? null, $event->context->text];
}

function csv_rows(): array
{
    $file = fopen($GLOBALS['argv'][1] . '/page.csv', 'r');
    // PHP's own escape character isn't of RFC 4180.
    $names = fgetcsv($file, escape: '');
    $rows = [];
    while (($cells = fgetcsv($file, escape: '')) !== false) {
        $event = array_combine($names, $cells);
        $rows[] = [$event['event_id'], $event['container_id'], $event['message'], decoded($event['context'])->text];
    }
    return $rows;
}

echo json_encode([
    'json' => array_map('row', decoded(text('json'))->events),
    'ndjson' => array_map(fn ($line) => row(decoded($line)), explode("\n", rtrim(text('ndjson'), "\n"))),
    'csv' => csv_rows(),
    'cloudevents' => array_map(
        fn ($event) => [$event->id, $event->subject, $event->message ?? null, $event->data->text],
        decoded(text('cloudevents')),
    ),
], JSON_THROW_ON_ERROR);
