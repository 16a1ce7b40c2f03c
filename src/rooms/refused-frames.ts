import { type Client, Protocol, getMessageBytes, ResponseStatus, type Room } from '@colyseus/core';
import { decode } from '@colyseus/schema';
import { unpack } from 'msgpackr';
import { AppError } from '../errors.ts';
import { unknownMessage } from './player-messages.ts';

/** The bits of a frame's first byte that say what it is; Colyseus does not export it. */
const CODE_MASK = 31;

/** Characters of the decoder's own words. */
const REASON_LENGTH_MAX = 80;

/** A frame that no handler can be given, and its answer. `requestId` is set for a request; `isUnreadable` if nobody knows what it says. */
export type RefusedFrame = { requestId: number | undefined; isUnreadable: boolean; answer: object };

/**
 * Colyseus answers a request that it cannot decode, or that has no handler, in words of its own without a kind, and closes the client
 * of such a message; both log a stack. Null if the frame is fine, or holds no message. Decoding twice costs microseconds.
 */
export function refusedFrame(room: Room, frame: Buffer): RefusedFrame | null {
  const code = (frame[0] ?? 0) & CODE_MASK;
  const isRequest = code === Protocol.ROOM_REQUEST;
  if (!isRequest && code !== Protocol.ROOM_DATA) return null;
  const it = { offset: 1 };
  const requestId = isRequest ? decode.number(frame, it) : undefined;
  const type = decode.stringCheck(frame, it) ? decode.string(frame, it) : decode.number(frame, it);
  try {
    const message: unknown = frame.byteLength > it.offset ? unpack(frame.subarray(it.offset)) : undefined;
    // Messages without a handler have the fallback's answer, which Colyseus does not use for requests.
    if (!isRequest || hasHandler(room, type)) return null;
    return { requestId, isUnreadable: false, answer: unknownMessage(type, message) };
  } catch (error) {
    return { requestId, isUnreadable: true, answer: unreadable(error as Error).toData() };
  }
}

export function sendRefusal(client: Client, { requestId, answer }: RefusedFrame): void {
  if (requestId === undefined) return client.send('error', answer);
  client.enqueueRaw(getMessageBytes[Protocol.ROOM_RESPONSE](requestId, ResponseStatus.REJECTED, answer));
}

function hasHandler(room: Room, type: string | number): boolean {
  return type !== '*' && Object.hasOwn(room['onMessageEvents'].events, type);
}

/** C#'s decimal, DateTime and Guid arrive as extension types. */
function unreadable({ message }: Error): AppError {
  const reason = message.slice(0, REASON_LENGTH_MAX);
  return new AppError(
    'validation_failed',
    `the message cannot be read (${reason}): send only objects, lists, strings, numbers, booleans and null`,
  );
}
