/** List prices of us-east-1 in dollars. A request is an API call, a function call with its time, and its log lines. */
const PER_REQUEST = 4.1e-6;
const PER_UNIT = 0.125e-6;

/** What the page has asked for since it was opened. */
export interface Cost {
  readonly requests: number;
  readonly units: number;
}

export const NOTHING_YET: Cost = { requests: 0, units: 0 };

export function plus(cost: Cost, units: number): Cost {
  return { requests: cost.requests + 1, units: cost.units + units };
}

export function dollars({ requests, units }: Cost): number {
  return requests * PER_REQUEST + units * PER_UNIT;
}

/** Units for reading so many events, by what the pages so far consumed for each event. 500 bytes an event if nothing was read. */
export function unitsToRead(events: number, read: { readonly events: number; readonly units: number }): number {
  const each = read.events >= 20 ? read.units / read.events : 0.5 * (500 / 4096);
  return Math.max(1, Math.round(events * each));
}

/** Two digits: `$0.000024`. */
export function formatDollars(value: number): string {
  if (value === 0) return '$0';
  if (value >= 1) return `$${value.toFixed(2)}`;
  const decimals = Math.min(12, 1 - Math.floor(Math.log10(value)));
  return `$${value.toFixed(decimals)}`;
}
