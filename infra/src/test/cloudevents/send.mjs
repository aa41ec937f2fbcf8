// Sends CloudEvents with CloudEvents' own SDK, unmodified, and reads them back with it.
//
//     node send.mjs binary|structured|batch <base URL> <path to send to> <key> <container>
//
// The output has the `statuses` of the responses, and the events as they were `sent` and `read`, by id.
import { CloudEvent, HTTP, Mode, emitterFor, httpTransport } from 'cloudevents';

const [mode, base, path, key, container] = process.argv.slice(2);
const Authorization = `Bearer ${key}`;

const common = {
  source: 'https://example.com/gatehouse',
  type: 'badge.printed',
  subject: container,
  time: '2023-11-18T12:00:00.250Z',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  status: 'SUCCESS',
};
const name = `${mode}-${path.length}`;
const events = [
  { data: { door: 3, name: 'Tür' }, dataschema: 'https://example.com/door.json', attempt: 2, urgent: true },
  { data: [1, 'two', null], datacontenttype: 'application/example+json', message: 'Door 3 "north"' },
  { data: 'Tür 3\n{"door":3}', datacontenttype: 'text/plain' },
  { data: Uint8Array.from([0, 8, 255, 254]), datacontenttype: 'application/x-protobuf' },
  // In binary mode, the SDK's transport fails without data.
  ...(mode === 'binary' ? [] : [{}]),
].map((event, i) => new CloudEvent({ id: `${name}-${i}`, ...common, ...event }));

const statuses = [];
if (mode === 'batch') {
  // The SDK reads batches, and writes only their events.
  const body = `[${events.map((event) => HTTP.structured(event).body).join(',')}]`;
  const headers = { Authorization, 'Content-Type': 'application/cloudevents-batch+json' };
  const response = await fetch(base + path, { method: 'POST', headers, body });
  const answer = await response.json();
  statuses.push(answer.rejected === 0 ? response.status : answer);
} else {
  const emit = emitterFor(httpTransport(base + path), { mode: mode === 'binary' ? Mode.BINARY : Mode.STRUCTURED });
  for (const event of events) {
    const { body } = await emit(event, { headers: { Authorization } });
    const answer = JSON.parse(body);
    statuses.push(answer.event_id || answer.accepted === 1 ? 200 : answer);
  }
}

const response = await fetch(`${base}/orgs/${path.split('/')[2]}/containers/${container}/events`, {
  headers: { Authorization, Accept: 'application/cloudevents-batch+json' },
});
const listed = HTTP.toEvent({ headers: Object.fromEntries(response.headers), body: await response.text() });

// An extension in a header has no type, and the type of data may be left out if it is the default.
const shown = (event) =>
  Object.fromEntries(
    Object.entries({ ...event.toJSON(), datacontenttype: event.datacontenttype ?? 'application/json' }).map(
      ([member, value]) =>
        mode === 'binary' && ['number', 'boolean'].includes(typeof value) ? [member, String(value)] : [member, value],
    ),
  );
const byId = (list) =>
  Object.fromEntries(list.filter((event) => event.id.startsWith(`${name}-`)).map((event) => [event.id, shown(event)]));
console.log(JSON.stringify({ statuses, sent: byId(events), read: byId([listed].flat()) }));
