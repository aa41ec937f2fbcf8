import type { EventsApi, Query } from './api/events.ts';
import { FORMS, Joiner, type Form } from './model/download.ts';

/** A file that is larger can't be kept in memory, which browsers without a file picker need. */
const LARGEST_BLOB = 500_000_000;

export class TooLargeError extends Error {}

export interface DownloadProgress {
  readonly events: number;
  readonly requests: number;
  readonly units: number;
}

interface Sink {
  write(text: string): Promise<void>;
  /** Saves the file. Returns its name, which the user may have chosen. */
  close(): Promise<string>;
  abort(): Promise<void>;
}

/** What TypeScript's library doesn't know yet. */
interface FilePicker {
  showSaveFilePicker(options: { suggestedName: string }): Promise<FileSystemFileHandle & { remove?(): Promise<void> }>;
}

/**
 * Saves all events of a query to a file.
 *
 * @param end      before which the events are, so that those that are logged meanwhile aren't in it
 * @param name     of the file, unless the user chooses another one
 * @param progress called after each page
 * @returns the name of the file
 * @throws TooLargeError if this browser can't save so large a file
 */
export async function download(
  api: EventsApi,
  query: Query,
  form: Form,
  end: number,
  name: string,
  signal: AbortSignal,
  progress: (progress: DownloadProgress) => void,
): Promise<string> {
  const sink = await open(name);
  const joiner = new Joiner(form);
  let [requests, units, token]: [number, number, string | null] = [0, 0, null];
  try {
    do {
      const response: Response = await api.raw(query, FORMS[form].accept, end, token, { signal });
      await sink.write(joiner.add(await response.text()));
      token = response.headers.get('Next-Token');
      units += Number(response.headers.get('X-Consumed-Read-Units') ?? 0);
      progress({ events: joiner.count, requests: ++requests, units });
    } while (token !== null);
    await sink.write(joiner.end());
    return await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

async function open(name: string): Promise<Sink> {
  if ('showSaveFilePicker' in window) {
    const handle = await (window as unknown as FilePicker).showSaveFilePicker({ suggestedName: name });
    const file = await handle.createWritable();
    return {
      write: (text) => file.write(text),
      close: async () => {
        await file.close();
        return handle.name;
      },
      abort: async () => {
        await file.abort();
        // The picker has created it, empty.
        await handle.remove?.();
      },
    };
  }
  return new BlobSink(name);
}

class BlobSink implements Sink {
  private parts: Blob[] = [];
  private size = 0;

  constructor(private readonly name: string) {}

  async write(text: string): Promise<void> {
    const part = new Blob([text]);
    this.size += part.size;
    if (this.size > LARGEST_BLOB) throw new TooLargeError();
    this.parts.push(part);
    return Promise.resolve();
  }

  async close(): Promise<string> {
    const url = URL.createObjectURL(new Blob(this.parts, { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = this.name;
    link.click();
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    return Promise.resolve(this.name);
  }

  async abort(): Promise<void> {
    this.parts = [];
    return Promise.resolve();
  }
}
