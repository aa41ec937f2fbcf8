import { SECOND, MINUTE } from './model/zone.ts';

const FASTEST = 2 * SECOND;
const SLOWEST = 30 * SECOND;
const SLOWDOWN = 1.6;
const GIVES_UP_AFTER = 30 * MINUTE;

/**
 * Asks for new events: every two seconds while there are any, then less and less often. It rests while the page is hidden, and stops when
 * nobody has touched the page for half an hour.
 */
export class LivePoll {
  private timer = 0;
  private delay = FASTEST;
  private touched = Date.now();
  private isRunning = false;
  private isAsking = false;

  /**
   * @param ask     asks once and returns how many new events there were
   * @param stopped called when it stops by itself
   */
  constructor(
    private readonly ask: () => Promise<number>,
    private readonly stopped: (reason: 'idle' | 'failed') => void,
  ) {}

  /** Milliseconds between two requests, at present. */
  get interval(): number {
    return this.delay;
  }

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    this.delay = FASTEST;
    this.touch();
    document.addEventListener('visibilitychange', this.onVisibility);
    void this.poll();
  }

  stop(): void {
    this.isRunning = false;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.onVisibility);
  }

  /** Somebody is there. */
  touch(): void {
    this.touched = Date.now();
  }

  private readonly onVisibility = (): void => {
    clearTimeout(this.timer);
    if (!document.hidden) {
      this.delay = FASTEST;
      void this.poll();
    }
  };

  private async poll(): Promise<void> {
    if (!this.isRunning || this.isAsking || document.hidden) return;
    if (Date.now() - this.touched > GIVES_UP_AFTER) return this.giveUp('idle');
    this.isAsking = true;
    try {
      this.delay = (await this.ask()) > 0 ? FASTEST : Math.min(SLOWEST, this.delay * SLOWDOWN);
    } catch {
      return this.giveUp('failed');
    } finally {
      this.isAsking = false;
    }
    if (this.isRunning && !document.hidden) this.timer = window.setTimeout(() => void this.poll(), this.delay);
  }

  private giveUp(reason: 'idle' | 'failed'): void {
    this.stop();
    this.stopped(reason);
  }
}
