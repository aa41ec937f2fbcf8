// Reports events by authentik's own client, unmodified.
//
//     node report.cjs <package> <base URL> <key, or - for none>
//
// Each line of the input is what the client's method is given as `eventRequest`, a time as {"$date": "…"}.
// Each line of the output is what the client made of the answer: {"event": …} or the {"status", "body"} of its
// ResponseError.
const readline = require('node:readline');

const [name, basePath, key] = process.argv.slice(2);
const { Configuration, EventsApi, ResponseError } = require(name);

const api = new EventsApi(new Configuration(key === '-' ? { basePath } : { basePath, accessToken: key }));
const revived = (_, value) => (value && value.$date ? new Date(value.$date) : value);

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      const event = await api.eventsEventsCreate({ eventRequest: JSON.parse(line, revived) });
      console.log(JSON.stringify({ event, created: event.created instanceof Date && !isNaN(event.created) }));
    } catch (e) {
      if (!(e instanceof ResponseError)) throw e;
      console.log(JSON.stringify({ status: e.response.status, body: await e.response.json() }));
    }
  }
})();
