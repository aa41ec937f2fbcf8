import { NOTHING_YET, plus, type Cost } from '../model/cost.ts';
import { ApiError, NoTokenError, OfflineError } from './problem.ts';

export type Parameters = readonly (readonly [name: string, value: string])[];

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly accept?: string;
  /** Isn't sent again if the API is busy: for requests that repeat by themselves. */
  readonly once?: boolean;
  /** Doesn't ask for another token if its own has ended: for requests that nobody has asked for. */
  readonly isOptional?: boolean;
}

/** What the client needs to know of its user's credentials. */
export interface Credentials {
  /** The token; undefined if there is none. */
  token(): string | undefined;
  /**
   * Waits for another token after this one was refused.
   *
   * @throws NoTokenError if there won't be one
   */
  renew(refused: string | undefined): Promise<string>;
}

const ATTEMPTS = 4;

/** Asks the API, again when it asks for that, and adds up what that costs. */
export class ApiClient {
  cost: Cost = NOTHING_YET;

  /**
   * @param base of the API: the address of the page, or the folder above the module's
   * @param changed called when the cost grew, or when a request waits to be sent again, with the seconds
   */
  constructor(
    readonly base: URL,
    private readonly credentials: Credentials,
    private readonly changed: (waits: number | null) => void,
  ) {}

  url(path: string, parameters: Parameters = []): URL {
    const url = new URL(path, this.base);
    url.search = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return url;
  }

  async json<T>(path: string, parameters: Parameters = [], options: RequestOptions = {}): Promise<{ body: T; units: number }> {
    const response = await this.get(path, parameters, options);
    return { body: (await response.json()) as T, units: unitsOf(response) };
  }

  /**
   * @throws ApiError if the API refuses it
   * @throws OfflineError if there is no answer
   * @throws NoTokenError if a token is needed and there is none
   */
  async get(path: string, parameters: Parameters = [], options: RequestOptions = {}): Promise<Response> {
    const url = this.url(path, parameters);
    let token = this.credentials.token() ?? (await this.credentials.renew(undefined));
    for (let attempt = 1; ; attempt++) {
      const response = await this.send(url, token, options);
      if (response.ok) return response;
      if (response.status === 401) {
        if (attempt === ATTEMPTS || options.isOptional) throw new NoTokenError();
        token = await this.credentials.renew(token);
        continue;
      }
      const error = await ApiError.of(response);
      if (error.retryAfter === null || attempt === ATTEMPTS || options.once) throw error;
      await this.wait(error.retryAfter * 2 ** (attempt - 1), options.signal);
    }
  }

  /** Adds a request to the cost. */
  charge(units: number): void {
    this.cost = plus(this.cost, units);
    this.changed(null);
  }

  private async send(url: URL, token: string, { signal, accept = 'application/json' }: RequestOptions): Promise<Response> {
    try {
      const response = await fetch(url, {
        headers: { Accept: accept, Authorization: `Bearer ${token}` },
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        signal: signal ?? null,
      });
      this.charge(unitsOf(response));
      return response;
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new OfflineError();
    }
  }

  private async wait(seconds: number, signal?: AbortSignal): Promise<void> {
    const end = performance.now() + seconds * 1_000;
    for (let left = seconds; left > 0; left = (end - performance.now()) / 1_000) {
      this.changed(Math.ceil(left));
      await pause(Math.min(1_000, left * 1_000), signal);
    }
    this.changed(null);
  }
}

export function unitsOf(response: Response): number {
  return Number(response.headers.get('X-Consumed-Read-Units') ?? 0) || 0;
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
