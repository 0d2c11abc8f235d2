/** One door to `/api/v1`: problem details become `ApiError`, pages carry their `X-Next-After`. */

export class ApiError extends Error {
  constructor(
    /** HTTP status, or 0 when the hub could not be reached at all. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** Texts by field path, from a 400. */
    readonly errors: Record<string, string[]> = {},
    /** The charger's own error code, from a 502. */
    readonly errorCode: string | null = null,
  ) {
    super(detail || title);
    this.name = 'ApiError';
  }
}

export interface Page<T> {
  rows: T[];
  next: string | null;
}

type Params = Record<string, string | number | boolean | null | undefined>;

const unauthorised = new Set<() => void>();

/** Tells when a request was refused for lack of a valid session. Returns the unsubscriber. */
export function onUnauthorised(listener: () => void): () => void {
  unauthorised.add(listener);
  return () => unauthorised.delete(listener);
}

export function reportUnauthorised(): void {
  unauthorised.forEach((listener) => listener());
}

/** Builds `path?a=1&b=2`, or adds to what `path` asks for already, leaving out what is null, undefined or empty. */
export function withParams(path: string, params: Params): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value != null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}${path.includes('?') ? '&' : '?'}${text}` : path;
}

export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> => read<T>(await send('GET', path, undefined, signal));

export async function getPage<T>(path: string, signal?: AbortSignal): Promise<Page<T>> {
  const response = await send('GET', path, undefined, signal);
  return { rows: await read<T[]>(response), next: response.headers.get('X-Next-After') };
}

/** Every row of a paged list, a thousand at a time, up to `most`; `cut` when there are more. `path` has its filters and no limit. */
export async function getAll<T>(path: string, most: number): Promise<{ rows: T[]; cut: boolean }> {
  const rows: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await getPage<T>(withParams(path, { limit: Math.min(1000, most - rows.length), after }));
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null && rows.length < most);
  return { rows, cut: after !== null };
}

export const post = async <T>(path: string, body?: unknown): Promise<T> => read<T>(await send('POST', path, body));
export const put = async <T>(path: string, body: unknown): Promise<T> => read<T>(await send('PUT', path, body));
export const del = async (path: string): Promise<void> => void (await send('DELETE', path));

/**
 * Posts, and hands on each line of JSON of the answer as it comes. Ends with the answer; `signal` ends it sooner. No deadline: it lasts as long as
 * lines come.
 */
export async function postLines<T>(path: string, body: unknown, take: (line: T) => void, signal: AbortSignal): Promise<void> {
  const response = await ask('POST', path, body, signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let begun = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (begun + (value ?? '')).split('\n');
    begun = lines.pop()!;
    for (const line of lines) if (line) take(JSON.parse(line) as T);
    if (done) return;
  }
}

/** A charger may take its time to answer; the hub's own deadline comes first. */
const deadlineMs = { GET: 30_000, POST: 120_000, PUT: 30_000, DELETE: 30_000 };

async function send(method: keyof typeof deadlineMs, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const deadline = AbortSignal.timeout(deadlineMs[method]);
  try {
    return await ask(method, path, body, signal ? AbortSignal.any([signal, deadline]) : deadline);
  } catch (error) {
    if (!deadline.aborted || signal?.aborted) throw error;
    throw new ApiError(0, unreachable, `No answer within ${deadlineMs[method] / 1000} s.`);
  }
}

const unreachable = 'The hub cannot be reached';

async function ask(method: keyof typeof deadlineMs, path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? { Accept: 'application/json' } : { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(0, unreachable, 'Check the network and that the hub is running.');
  }
  if (response.ok) return response;
  if (response.status === 401 && !path.startsWith('/session')) reportUnauthorised();
  throw await problem(response);
}

async function read<T>(response: Response): Promise<T> {
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: Record<string, string[]>;
  errorCode?: string;
  errorText?: string;
}

async function problem(response: Response): Promise<ApiError> {
  let body: Problem = {};
  try {
    body = (await response.json()) as Problem;
  } catch {
    // Not from our API (a proxy's page, say): the status line must do.
  }
  const title = body.title ?? `The hub answered ${response.status} ${response.statusText}`.trim();
  return new ApiError(response.status, title, body.detail ?? body.errorText ?? '', body.errors ?? {}, body.errorCode ?? null);
}

/** What to show a person for anything thrown. */
export function explain(error: unknown): { title: string; detail: string } {
  if (error instanceof ApiError) return { title: error.title, detail: error.detail };
  return { title: 'Something went wrong in the console', detail: error instanceof Error ? error.message : String(error) };
}
