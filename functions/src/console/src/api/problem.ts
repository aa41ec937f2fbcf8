/** The API refused or failed. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly requestId: string | null,
    /** Seconds after which to ask again; null if asking again is of no use. */
    readonly retryAfter: number | null,
  ) {
    super(message);
  }

  static async of(response: Response): Promise<ApiError> {
    const { detail = '', request_id: id = null } = await problem(response);
    const retryAfter = [429, 503, 504].includes(response.status) ? Number(response.headers.get('Retry-After') ?? 1) || 1 : null;
    return new ApiError(response.status, detail || response.statusText, id ?? response.headers.get('x-amzn-RequestId'), retryAfter);
  }
}

/** There was no response: the browser is offline, or the address is wrong. */
export class OfflineError extends Error {}

/** There is no token, or the one there was has ended. */
export class NoTokenError extends Error {}

async function problem(response: Response): Promise<{ detail?: string; request_id?: string }> {
  try {
    return (await response.json()) as { detail?: string; request_id?: string };
  } catch {
    return {};
  }
}
