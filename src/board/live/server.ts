import { Client } from '@colyseus/sdk';
import { signal } from '@preact/signals';

/** Where this page came from, without a slash at the end: a proxy may serve everything below a path. */
export const serverUrl = new URL('.', location.href).href.replace(/\/$/, '');

export const client = new Client(serverUrl);

/** Milliseconds by which the server's clock is ahead of this one. 0 until known, and while the difference is too small to measure. */
export const aheadMs = signal(0);

/** Milliseconds below which a difference is not measurable: a `Date` header has whole seconds, and an answer takes time to arrive. */
const MEASURABLE_MS = 2_000;

/** The API refused a request; `message` is in the server's words. */
export class RefusedByApi extends Error {
  readonly status: number;
  readonly kind: string;

  constructor(status: number, kind: string, message: string) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

/** Reads from the public API, at a path relative to the page. Throws `RefusedByApi`, or the error of `fetch` when the server cannot be reached. */
export async function read<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return answerOf(await fetch(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) }));
}

/** The body of an API response. Throws `RefusedByApi`. */
export async function answerOf<Answer>(response: Response): Promise<Answer> {
  noteServerTime(response.headers.get('date'));
  const body: unknown = await response.json();
  if (!response.ok) {
    const { kind = 'internal', error = response.statusText } = body as { kind?: string; error?: string };
    throw new RefusedByApi(response.status, kind, error);
  }
  return body as Answer;
}

/** Milliseconds. A server that is up answers within this time. */
const CHECK_TIMEOUT_MS = 4_000;

/**
 * Checks that the server is up and reads its clock. Throws when it does not answer in time, which also closes the connection used. After
 * a network failure the browser holds connections that only look open, and every request on one of them would hang.
 */
export async function checkServer(): Promise<void> {
  const { headers } = await fetch('./livez', { cache: 'no-store', signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
  noteServerTime(headers.get('date'));
}

/** Epoch milliseconds by the server's clock. */
export function serverNow(): number {
  return Date.now() + aheadMs.value;
}

function noteServerTime(date: string | null): void {
  const ahead = Date.parse(date ?? '') - Date.now();
  if (Number.isFinite(ahead)) aheadMs.value = Math.abs(ahead) > MEASURABLE_MS ? ahead : 0;
}
