import assert from 'node:assert/strict';
import { getMessageBytes, Protocol } from '@colyseus/core';

/** What a room sent: a message by its type, an answer to a request as `response`. */
export type Sent = { type: string; value: unknown };

/** Notes what rooms of this process send, before it is encoded. */
export function recordSent(): { sent: Sent[]; stop(): void } {
  const sent: Sent[] = [];
  const { raw, [Protocol.ROOM_RESPONSE]: response } = getMessageBytes;
  getMessageBytes.raw = (code, type, message, bytes) => {
    sent.push({ type: String(type), value: message });
    return raw(code, type, message, bytes);
  };
  getMessageBytes[Protocol.ROOM_RESPONSE] = (id, status, message) => {
    sent.push({ type: 'response', value: message });
    return response(id, status, message);
  };
  return { sent, stop: () => Object.assign(getMessageBytes, { raw, [Protocol.ROOM_RESPONSE]: response }) };
}

/**
 * Only values that C# reads as what they are, however deep: no dates, which it cannot read, nothing undefined, which msgpack sends
 * as an extension, no bigint, and no number that is not finite or a whole one that a double does not hold.
 */
export function assertReadable(value: unknown, where: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    assert.ok(
      Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)),
      `${where}: ${value}`,
    );
    return;
  }
  assert.ok(typeof value === 'object', `${where} is ${typeof value}`);
  const prototype: unknown = Object.getPrototypeOf(value);
  assert.ok(Array.isArray(value) || prototype === Object.prototype, `${where} is ${value.constructor.name}`);
  for (const [key, item] of Object.entries(value)) assertReadable(item, `${where}.${key}`);
}
