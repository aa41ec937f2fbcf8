// hey-api's SDK with its fetch client.
import { countEvents, createContainerEvent, createEvents, listContainerEvents, listOrgEvents } from './hey-api/index.js';
import type { ListedEvent } from './hey-api/index.js';
import { client } from './hey-api/client.gen.js';

const [baseUrl, key, org] = process.argv.slice(2);
client.setConfig({ baseUrl, auth: key });
const container = { org_id: org, container_id: 'org/repo x' };
const event = { event_type: 'ACCESS', status: 'SUCCESS' } as const;

const { data: created } = await createContainerEvent({
  path: container,
  body: { ...event, actor: { id: 'joe', name: 'Joe' }, context: { door: 3, deep: [{ n: 1 }] }, client_ip: '192.0.2.7' },
  throwOnError: true,
});
const { data: bulk } = await createEvents({
  path: { org_id: org },
  body: {
    events: [
      { ...event, container_id: 'org/repo x' },
      { ...event, container_id: 'org/repo x', timestamp: '2999-01-01T00:00:00Z' },
      { ...event, container_id: 'org/repo x' },
    ],
  },
  throwOnError: true,
});
const listed: ListedEvent[] = [];
let pages = 0;
let token: string | undefined;
do {
  const { data: page } = await listContainerEvents({
    path: container,
    query: { order: 'asc', limit: 2, next_token: token },
    throwOnError: true,
  });
  listed.push(...page.events);
  pages++;
  token = page.next_token;
} while (token);
const { data: count } = await countEvents({
  path: { org_id: org },
  query: { container_id: 'org/repo x', event_type: ['ACCESS'] },
  throwOnError: true,
});
const { error: problem } = await listOrgEvents({ path: { org_id: org }, query: { start: 'yesterday' } });

const mine = listed.find((each) => each.event_id === created.event_id);
console.log(
  JSON.stringify({
    accepted: bulk.accepted,
    rejected: bulk.rejected,
    fault: bulk.results[1].errors?.[0].where,
    events: listed.length,
    pages,
    container: mine?.container_id,
    actor: mine?.actor,
    context: mine?.context,
    client_ip: mine?.client_ip,
    count: count.count,
    problem: { status: problem?.status, where: problem?.errors?.[0].where },
  }),
);
