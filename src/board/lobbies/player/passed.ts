import { signal } from '@preact/signals';

/** One message between this window's player and the server. */
export type Passed = { id: number; way: 'sent' | 'received'; type: string; json: string };

/** The newest first. */
export const passed = signal<readonly Passed[]>([]);

const PASSED_KEPT_MAX = 12;

/** Characters: a party of eight has some 3,000. */
const JSON_LENGTH_MAX = 4_000;

/** What whoever looks at the screen could use. */
const SECRETS = new Set(['token', 'password', 'reservation']);

let count = 0;

export function note(way: Passed['way'], type: string, body: unknown): void {
  passed.value = [{ id: ++count, way, type, json: shownJson(body) }, ...passed.value].slice(0, PASSED_KEPT_MAX);
}

/** JSON for people to read: without secrets, and with characters that cannot be seen as escapes. */
export function shownJson(body: unknown): string {
  const json = JSON.stringify(body, (key, value: unknown) => (SECRETS.has(key) ? '…' : value)) ?? '';
  const shown = json.replace(/[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(''),
  );
  return shown.length > JSON_LENGTH_MAX ? `${shown.slice(0, JSON_LENGTH_MAX)}…` : shown;
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
