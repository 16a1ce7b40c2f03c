import assert from 'node:assert/strict';
import { getMessageBytes, Protocol } from '@colyseus/core';

/** A message that a room sent, by its type, or the answer to a request, with the type `response`. */
export type Sent = { type: string; value: unknown };

/** Records what the rooms of this process send, before it is encoded. */
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
 * Asserts that a value and all nested ones can be read in C#: no dates, no undefined, which MessagePack sends as an extension, no bigint,
 * no number that is not finite, and no integer that a double cannot hold.
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
