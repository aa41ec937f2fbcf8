/** What a person prefers, on this device. */
export interface Settings {
  /** An IANA name, or `local`. */
  readonly zone: string;
  readonly theme: 'system' | 'light' | 'dark';
  readonly times: 'absolute' | 'relative';
  /** Whether keys work without a modifier. */
  readonly singleKeys: boolean;
}

/** A view under a name. */
export interface SavedView {
  readonly name: string;
  readonly fragment: string;
}

const DEFAULTS: Settings = { zone: 'local', theme: 'system', times: 'absolute', singleKeys: true };
const SETTINGS = 'container-events:settings';
const VIEWS = 'container-events:views';

export function readSettings(): Settings {
  return { ...DEFAULTS, ...(read(SETTINGS) as Partial<Settings> | null) };
}

export function writeSettings(settings: Settings): void {
  write(SETTINGS, settings);
}

export function readViews(): SavedView[] {
  const views = read(VIEWS);
  return Array.isArray(views) ? (views as SavedView[]) : [];
}

export function writeViews(views: readonly SavedView[]): void {
  write(VIEWS, views);
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** A browser may forbid storage; the preferences then last until the page is closed. */
function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    return;
  }
}
