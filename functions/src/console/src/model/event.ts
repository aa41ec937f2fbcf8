/** An event as the API returns it. Rows of the list lack the members that only the detail shows. */
export interface AuditEvent {
  readonly event_id: string;
  readonly container_id: string;
  readonly event_type: string;
  readonly status: Status;
  readonly timestamp: string;
  readonly created?: string;
  readonly actor?: { readonly id: string; readonly [member: string]: unknown };
  readonly message?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly client_ip?: string;
  readonly source?: string;
  readonly idempotency_key?: string;
  readonly expires?: string;
}

export type Status = 'SUCCESS' | 'FAIL';

/** The members that a row shows; `fields` of a list. */
export const ROW_MEMBERS = 'event_id,container_id,event_type,status,timestamp,created,actor,message,client_ip';

/** Returns an API time in milliseconds. API times have up to nine decimals, of which dates keep three. */
export function millis(time: string): number {
  return Date.parse(time.slice(0, 23).replace(/Z?$/, 'Z'));
}

/** Compares API times to the nanosecond: negative if `a` is older. */
export function compareTimes(a: string, b: string): number {
  const [x, y] = [a.slice(0, -1), b.slice(0, -1)];
  return x < y ? -1 : x > y ? 1 : 0;
}
