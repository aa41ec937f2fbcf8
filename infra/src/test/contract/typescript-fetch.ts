// The client of openapi-generator's typescript-fetch.
import { Configuration, OrgsApi, ProblemFromJSON, ResponseError } from './typescript-fetch/index.js';
import type { ListedEvent, Problem } from './typescript-fetch/index.js';

const [basePath, key, org] = process.argv.slice(2);
const api = new OrgsApi(new Configuration({ basePath, accessToken: key }));
const container = { orgId: org, containerId: 'org/repo x' };
const event = { eventType: 'ACCESS', status: 'SUCCESS' } as const;

const created = await api.createContainerEvent({
  ...container,
  eventCandidate: { ...event, actor: { id: 'joe', name: 'Joe' }, context: { door: 3, deep: [{ n: 1 }] }, clientIp: '192.0.2.7' },
});
const bulk = await api.createEvents({
  orgId: org,
  bulkEvents: {
    events: [
      { ...event, containerId: 'org/repo x' },
      { ...event, containerId: 'org/repo x', timestamp: new Date('2999-01-01T00:00:00Z') },
      { ...event, containerId: 'org/repo x' },
    ],
  },
});
const listed: ListedEvent[] = [];
let pages = 0;
let nextToken: string | undefined;
do {
  const page = await api.listContainerEvents({ ...container, order: 'asc', limit: 2, nextToken });
  listed.push(...page.events);
  pages++;
  nextToken = page.nextToken;
} while (nextToken);
const count = await api.countEvents({ orgId: org, containerId: 'org/repo x', eventType: ['ACCESS'] });
let problem: Problem | undefined;
try {
  await api.listOrgEvents({ orgId: org, start: 'yesterday' });
} catch (e) {
  if (!(e instanceof ResponseError)) throw e;
  problem = ProblemFromJSON(await e.response.json());
}

const mine = listed.find((each) => each.eventId === created.eventId);
console.log(
  JSON.stringify({
    accepted: bulk.accepted,
    rejected: bulk.rejected,
    fault: bulk.results[1].errors?.[0].where,
    events: listed.length,
    pages,
    container: mine?.containerId,
    actor: mine?.actor,
    context: mine?.context,
    client_ip: mine?.clientIp,
    count: count.count,
    problem: { status: problem?.status, where: problem?.errors?.[0].where },
  }),
);
