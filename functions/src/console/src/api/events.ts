import type { CountBucket } from '../model/bars.ts';
import { ROW_MEMBERS, type AuditEvent } from '../model/event.ts';
import { filterParameters, type Filters } from '../model/filters.ts';
import type { Span } from '../model/range.ts';
import { DAY } from '../model/zone.ts';
import type { ApiClient, Parameters, RequestOptions } from './client.ts';

/** What a list or a count is about. */
export interface Query {
  readonly org: string;
  readonly list: 'events' | 'expiring';
  readonly span: Span;
  readonly filters: Filters;
}

export interface EventPage {
  readonly events: readonly AuditEvent[];
  readonly next: string | null;
  readonly units: number;
}

export interface PageRequest {
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly token?: string | null;
}

export interface CountAnswer {
  readonly buckets: readonly CountBucket[];
  readonly count: number;
  readonly units: number;
  /** When the newest counted event was stored. */
  readonly asOf: string | null;
}

interface CountBody {
  readonly count: number;
  readonly as_of?: string;
  readonly buckets?: readonly CountBucket[];
  readonly next_token?: string;
}

/** How far a count has come, and what it consumed. */
export type CountProgress = (counted: number, units: number) => void;

/** The operations of the API that the console uses. */
export class EventsApi {
  constructor(private readonly client: ApiClient) {}

  async page(query: Query, request: PageRequest, options: RequestOptions = {}): Promise<EventPage> {
    const parameters: [string, string][] = [
      ...aboutIt(query),
      ['order', request.order],
      ['limit', String(request.limit)],
      ['fields', ROW_MEMBERS],
    ];
    if (request.token) parameters.push(['next_token', request.token]);
    const { body, units } = await this.client.json<{ events: AuditEvent[]; next_token?: string }>(path(query), parameters, options);
    return { events: body.events, next: body.next_token ?? null, units };
  }

  /** Counts, in as many requests as it takes. */
  async count(
    query: Query,
    how: Parameters,
    options: RequestOptions = {},
    progress: CountProgress = () => undefined,
  ): Promise<CountAnswer> {
    const buckets: CountBucket[] = [];
    let [counted, units, token] = [0, 0, ''];
    let asOf: string | null = null;
    do {
      const parameters: Parameters = [
        ...aboutIt(query),
        ...how,
        ...(token ? [['next_token', token] as const] : []),
      ];
      const answer = await this.client.json<CountBody>(
        `orgs/${encodeURIComponent(query.org)}/events/count`,
        parameters,
        options,
      );
      buckets.push(...(answer.body.buckets ?? [{ count: answer.body.count }]));
      counted += answer.body.count;
      units += answer.units;
      asOf = answer.body.as_of ?? asOf;
      token = answer.body.next_token ?? '';
      progress(counted, units);
    } while (token);
    return { buckets, count: counted, units, asOf };
  }

  /** Returns a whole event. Without its container, it may be found only a moment after it was stored. */
  async event(org: string, id: string, container: string | null, options: RequestOptions = {}): Promise<AuditEvent> {
    const { body } = await this.client.json<AuditEvent>(eventPath(org, id, container), [], options);
    return body;
  }

  /** Asks for a page in one of the forms of downloads. */
  async raw(query: Query, accept: string, end: number, token: string | null, options: RequestOptions = {}): Promise<Response> {
    const parameters: [string, string][] = [
      ...aboutIt({ ...query, span: { ...query.span, end: query.span.end ?? end } }),
      ['limit', '1000'],
    ];
    if (token) parameters.push(['next_token', token]);
    return this.client.get(path(query), parameters, { ...options, accept });
  }

  async destinations(org: string, options: RequestOptions = {}): Promise<Destination[]> {
    const address = `orgs/${encodeURIComponent(org)}/destinations`;
    const { body } = await this.client.json<{ destinations: Destination[] }>(address, [], options);
    return body.destinations;
  }

  /** A command that asks for an event, with the key as a variable of the shell. */
  curl(org: string, event: AuditEvent): string {
    const url = this.client.url(eventPath(org, event.event_id, event.container_id));
    return `curl -H "Authorization: Bearer $KEY" '${url.href.replaceAll("'", '%27')}'`;
  }
}

/** A destination, as ListDestinations returns it. */
export interface Destination {
  readonly destination_id: string;
  readonly kind: string;
  readonly host: string;
  readonly state: 'active' | 'retrying' | 'failing' | 'paused';
  /** How many entries of the log aren't delivered yet. */
  readonly lag: string;
  readonly last_success?: string;
  readonly last_failure?: string;
  /** Why the last request failed. */
  readonly error?: string;
}

function eventPath(org: string, id: string, container: string | null): string {
  const within = container === null ? '' : `containers/${encodeURIComponent(container)}/`;
  return `orgs/${encodeURIComponent(org)}/${within}events/${encodeURIComponent(id)}`;
}

function path({ org }: Query): string {
  return `orgs/${encodeURIComponent(org)}/events`;
}

/** Expiries are announced up to a hundred years ahead; without an end, a list ends now. */
function aboutIt({ list, filters, span }: Query): [string, string][] {
  if (list === 'events') return [...spanParameters(span), ...filterParameters(filters)];
  const end = (span.start ?? Date.now()) + CENTURY;
  return [...spanParameters({ ...span, end }), ...filterParameters({ ...filters, type: ['EXPIRE'] })];
}

const CENTURY = 100 * 365 * DAY;

function spanParameters({ start, end }: Span): [string, string][] {
  const result: [string, string][] = [];
  if (start !== undefined) result.push(['start', new Date(start).toISOString()]);
  if (end !== undefined) result.push(['end', new Date(end).toISOString()]);
  return result;
}
