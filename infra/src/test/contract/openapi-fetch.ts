// openapi-typescript's types with openapi-fetch.
import createClient from 'openapi-fetch';
import type { components, paths } from './openapi-typescript/schema.js';

type Schemas = components['schemas'];

const [baseUrl, key, org] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });
const container = { org_id: org, container_id: 'org/repo x' };
const event = { event_type: 'ACCESS', status: 'SUCCESS' } as const;

function data<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const created = data(
  await client.POST('/orgs/{org_id}/containers/{container_id}/events', {
    params: { path: container },
    body: { ...event, actor: { id: 'joe', name: 'Joe' }, context: { door: 3, deep: [{ n: 1 }] }, client_ip: '192.0.2.7' },
  }),
);
const bulk = data(
  await client.POST('/orgs/{org_id}/events', {
    params: { path: { org_id: org } },
    body: {
      events: [
        { ...event, container_id: 'org/repo x' },
        { ...event, container_id: 'org/repo x', timestamp: '2999-01-01T00:00:00Z' },
        { ...event, container_id: 'org/repo x' },
      ],
    },
  }),
);
const listed: Schemas['ListedEvent'][] = [];
let pages = 0;
let token: string | undefined;
do {
  // The type allows for every media type in which a list can be had.
  const page = data(
    await client.GET('/orgs/{org_id}/containers/{container_id}/events', {
      params: { path: container, query: { order: 'asc', limit: 2, next_token: token } },
    }),
  ) as Schemas['EventList'];
  listed.push(...page.events);
  pages++;
  token = page.next_token;
} while (token);
const count = data(
  await client.GET('/orgs/{org_id}/events/count', {
    params: { path: { org_id: org }, query: { container_id: 'org/repo x', event_type: ['ACCESS'] } },
  }),
);
const { error: problem } = await client.GET('/orgs/{org_id}/events', {
  params: { path: { org_id: org }, query: { start: 'yesterday' } },
});

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
