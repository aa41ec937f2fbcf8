// Verifies requests with Standard Webhooks' own library, unmodified.
//
//     node verify.mjs <secret>
//
// Each line of the input is a request: its `headers`, and its `body` in Base64. The output has a line for each: the
// ids of the events in a body that is `verified`, and why it was `refused` with one byte changed.
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.argv[2]);
const why = (attempt) => {
  try {
    attempt();
    return null;
  } catch (error) {
    return error.message;
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const { headers, body } = JSON.parse(line);
  const text = Buffer.from(body, 'base64').toString('utf8');
  const entries = webhook.verify(text, headers);
  const middle = Math.floor(text.length / 2);
  const changed = text.slice(0, middle) + (text[middle] === 'x' ? 'y' : 'x') + text.slice(middle + 1);
  console.log(
    JSON.stringify({
      verified: entries.map((entry) => entry.id ?? entry.event?.event_id ?? entry.event_id),
      refused: [
        why(() => webhook.verify(changed, headers)),
        why(() => webhook.verify(text, { ...headers, 'webhook-id': `${headers['webhook-id']}0` })),
        why(() => webhook.verify(text, { ...headers, 'webhook-timestamp': '1' })),
      ],
    }),
  );
}
