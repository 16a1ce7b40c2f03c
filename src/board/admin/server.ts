import { signal } from '@preact/signals';

/** Counts the acts of this page, and its refreshes: what is shown is read again after each. */
export const acts = signal(0);

/** The API refused a request; `message` is in the server's words. */
export class Refused extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Reads below /admin. Throws `Refused`, or the error of `fetch` when the server cannot be reached. */
export function read<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return ask<Answer>(path, { ...(signal && { signal }) });
}

/** Does something below /admin. Throws as `read` does. */
export async function act<Answer>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await ask<Answer>(path, { method, ...(body && { headers, body: JSON.stringify(body) }) });
  acts.value += 1;
  return answer;
}

async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(`./${path}`, { cache: 'no-store', ...init });
  const body: unknown = await response.json();
  if (response.ok) return body as Answer;
  const { kind = 'internal', error = response.statusText } = body as { kind?: string; error?: string };
  throw new Refused(kind, error);
}
