import { Client } from '@colyseus/sdk';
import { signal } from '@preact/signals';

export const client = new Client(location.origin);

/** Milliseconds that the server's clock is ahead of this one's. 0 until it is known, and where they differ by less than an answer's `Date` tells. */
export const aheadMs = signal(0);

/** The resolution of a `Date` header, and a slow answer. */
const TELLING_MS = 2_000;

/** A refusal of the API, in the server's words. */
export class Refused extends Error {
  readonly status: number;
  readonly kind: string;

  constructor(status: number, kind: string, message: string) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

/** What the public API answers. Throws `Refused`, or what `fetch` throws where there is no server. */
export async function read<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return answerOf(await fetch(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) }));
}

/** What one answer of the API says. Throws `Refused`. */
export async function answerOf<Answer>(response: Response): Promise<Answer> {
  noteServerTime(response.headers.get('date'));
  const body: unknown = await response.json();
  if (!response.ok) {
    const { kind = 'internal', error = response.statusText } = body as { kind?: string; error?: string };
    throw new Refused(response.status, kind, error);
  }
  return body as Answer;
}

/** Milliseconds in which a server that is there answers. */
const MEET_WITHIN_MS = 4_000;

/**
 * Learns the server's time. Throws where nobody answers in time, and then the connection that was asked on is closed: after a cut the
 * browser keeps some that look open, and would hang on each.
 */
export async function meetServer(): Promise<void> {
  const { headers } = await fetch('/livez', { cache: 'no-store', signal: AbortSignal.timeout(MEET_WITHIN_MS) });
  noteServerTime(headers.get('date'));
}

export function serverNow(): number {
  return Date.now() + aheadMs.value;
}

function noteServerTime(date: string | null): void {
  const ahead = Date.parse(date ?? '') - Date.now();
  if (Number.isFinite(ahead)) aheadMs.value = Math.abs(ahead) > TELLING_MS ? ahead : 0;
}
