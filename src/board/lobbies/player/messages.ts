import type { Room } from '@colyseus/sdk';
import { signal } from '@preact/signals';

/** A message between this window's player and the server. */
export type LoggedMessage = { id: number; direction: 'sent' | 'received'; type: string; json: string };

/** Newest first. */
export const messageLog = signal<readonly LoggedMessage[]>([]);

const LOGGED_MAX = 12;

/** Characters. A message about a party of eight has about 3,000. */
const JSON_LENGTH_MAX = 4_000;

/** Fields that anybody looking at the screen could abuse. */
const SECRETS = new Set(['token', 'password', 'reservation']);

let count = 0;

export function logMessage(direction: LoggedMessage['direction'], type: string, body: unknown): void {
  messageLog.value = [{ id: ++count, direction, type, json: readableJson(body) }, ...messageLog.value].slice(
    0,
    LOGGED_MAX,
  );
}

/** JSON for people to read: without secrets, and with invisible characters escaped. */
export function readableJson(body: unknown): string {
  const json = JSON.stringify(body, (key, value: unknown) => (SECRETS.has(key) ? '…' : value)) ?? '';
  const shown = json.replace(/[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(''),
  );
  return shown.length > JSON_LENGTH_MAX ? `${shown.slice(0, JSON_LENGTH_MAX)}…` : shown;
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** A room refused a request; `message` is in the server's words. */
class RefusedByRoom extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Sends a request to a room and logs it. Throws `RefusedByRoom`, or an error that suggests another try when no answer came. */
export async function ask(room: Room | undefined, type: string, message: object): Promise<unknown> {
  if (!room?.connection.isOpen) throw new Error('Not connected at the moment. Try again in a moment.');
  logMessage('sent', type, message);
  try {
    const answer: unknown = await room.request(type, message);
    logMessage('received', `answer to ${type}`, answer);
    return answer;
  } catch (error) {
    const { reason } = error as { reason?: { kind: string; message: string } };
    if (!reason) {
      const advice = 'The server did not answer. Check whether the change was made before you try again.';
      throw new Error(advice, { cause: error });
    }
    logMessage('received', `refusal of ${type}`, reason);
    throw new RefusedByRoom(reason.kind, reason.message);
  }
}
