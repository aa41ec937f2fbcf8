import type { Credentials } from './client.ts';
import { ApiError, NoTokenError, OfflineError } from './problem.ts';

/** Whose token it is, and what it opens. */
export interface Caller {
  readonly org_id: string;
  readonly expires?: string;
  readonly container_id?: string;
  readonly actor?: string;
}

export type SessionState =
  /** No token; one may be on its way. */
  | { readonly kind: 'closed'; readonly refused: boolean; readonly ended: boolean }
  | { readonly kind: 'open'; readonly caller: Caller };

const RENEW_BEFORE = 60_000;

/**
 * The token with which the page reads. A key is swapped for a token and kept nowhere; the token is kept for this tab only, so that a
 * reload needs no key.
 */
export class Session implements Credentials {
  state: SessionState = { kind: 'closed', refused: false, ended: false };

  /** The host's source of tokens, if the element is embedded and has one. */
  getToken: (() => Promise<string>) | undefined;

  private current: string | undefined;
  private waiting: { resolve: (token: string) => void; reject: (error: Error) => void }[] = [];
  private renewal: Promise<void> | undefined;
  private timer = 0;

  /**
   * @param store returns where a token outlives a reload; null to keep it in memory only
   * @param changed called when the state has changed
   * @param asked called after each request
   */
  constructor(
    private readonly base: URL,
    private readonly store: () => Storage | null,
    private readonly changed: () => void,
    private readonly asked: () => void,
  ) {}

  token(): string | undefined {
    return this.current;
  }

  /** Takes up the token that this tab had before it was reloaded. */
  async restore(): Promise<void> {
    const kept = this.store()?.getItem(this.storeKey());
    if (kept) await this.open(kept);
  }

  /** Waits until there is another token than the one that was refused. */
  renew(refused: string | undefined): Promise<string> {
    if (this.current !== undefined && this.current !== refused) return Promise.resolve(this.current);
    const result = new Promise<string>((resolve, reject) => this.waiting.push({ resolve, reject }));
    if (this.current !== undefined || this.getToken) this.end();
    return result;
  }

  /** Swaps a key for a token of an hour. A token is taken as it is. */
  async openWithKey(key: string): Promise<void> {
    const text = key.trim();
    if (/^ce_v[0-9a-f]{16}_/.test(text)) {
      await this.open(text);
      return;
    }
    const caller = await this.call<Caller>('caller', text);
    if (!caller) return;
    const path = `orgs/${encodeURIComponent(caller.org_id)}/viewer_tokens`;
    const created = await this.call<{ token: string }>(path, text, { expires_in: 3_600 });
    if (created) await this.open(created.token);
  }

  /** Opens with a token, unless the API refuses it. */
  async open(token: string): Promise<void> {
    const caller = await this.call<Caller>('caller', token);
    if (!caller) return;
    this.current = token;
    this.store()?.setItem(this.storeKey(), token);
    this.state = { kind: 'open', caller };
    this.schedule();
    for (const { resolve } of this.waiting.splice(0)) resolve(token);
    this.changed();
  }

  /** Forgets the token. What waits for another one fails. */
  close(): void {
    this.forget();
    this.state = { kind: 'closed', refused: false, ended: false };
    for (const { reject } of this.waiting.splice(0)) reject(new NoTokenError());
    this.changed();
  }

  /** Milliseconds that are left of the token; null if it has no end. */
  left(now: number): number | null {
    const expires = this.state.kind === 'open' ? this.state.caller.expires : undefined;
    return expires === undefined ? null : Date.parse(expires) - now;
  }

  /** The token has ended: asks the host for another one, or the user for the key. */
  private end(): void {
    this.forget();
    this.state = { kind: 'closed', refused: false, ended: true };
    if (this.getToken) void this.refresh();
    else this.changed();
  }

  /** Asks the host for a token. */
  refresh(): Promise<void> {
    this.renewal ??= this.askHost().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  private async askHost(): Promise<void> {
    try {
      const token = await this.getToken?.();
      if (token) await this.open(token);
    } catch {
      this.state = { kind: 'closed', refused: true, ended: false };
    }
    if (this.state.kind === 'closed') {
      for (const { reject } of this.waiting.splice(0)) reject(new NoTokenError());
      this.changed();
    }
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const left = this.left(Date.now());
    if (left === null) return;
    this.timer = window.setTimeout(
      () => (this.getToken ? void this.refresh() : this.end()),
      Math.min(2 ** 31 - 1, Math.max(1_000, this.getToken ? left - RENEW_BEFORE : left)),
    );
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.current = undefined;
    this.store()?.removeItem(this.storeKey());
  }

  private storeKey(): string {
    return `container-events:token:${this.base.pathname}`;
  }

  /** @returns undefined if the key or token was refused; the state says so then */
  private async call<T>(path: string, key: string, body?: unknown): Promise<T | undefined> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.base), {
        method: body === undefined ? 'GET' : 'POST',
        headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
        body: body === undefined ? null : JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
      });
    } catch {
      throw new OfflineError();
    }
    this.asked();
    if (response.ok) return (await response.json()) as T;
    if (response.status !== 401 && response.status !== 403) throw await ApiError.of(response);
    this.forget();
    this.state = { kind: 'closed', refused: true, ended: false };
    this.changed();
    return undefined;
  }
}
