import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { matchMaker } from '@colyseus/core';
import type { Room } from 'colyseus-sdk-v17';
import { until } from '../support/app.ts';

/** A room of either SDK, as far as tests compare them. */
type Shown = { roomId: string; state: unknown };

const json = (state: unknown) => (state as { toJSON?: () => unknown }).toJSON?.();

/** Resolves when everybody shows what the server's room has; answers that. The rooms are all the same one. */
export async function allShow<State>(...rooms: Shown[]): Promise<State> {
  const { roomId } = rooms[0]!;
  const state = () => json(matchMaker.getLocalRoomById(roomId).state);
  const differ = () => rooms.filter((room) => !isDeepStrictEqual(json(room.state), state()));
  await until(() => differ().length === 0, `${roomId} everywhere`).catch(() =>
    assert.deepEqual(json(differ()[0]?.state), state()),
  );
  return state() as State;
}

/** What a plain message is answered with: `result`, or `error` for a refusal. */
export type Answer = { ref: string; kind?: string; message?: string; party_id?: string; session_id?: string };

let refs = 0;

/** Sends a command as games of the 0.17 line do: a plain message, whose answer has its `ref`. */
export function say(room: Room, type: string, input: object = {}): Promise<Answer> {
  const ref = `r${++refs}`;
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const forget = ['result', 'error'].map((answer) =>
    room.onMessage(answer, (message: Answer) => void (message.ref === ref && resolve(message))),
  );
  room.send(type, { ...input, ref });
  return promise.finally(() => forget.forEach((stop) => stop()));
}

/** All messages of a type that a room of either SDK gets. */
export function heard<T>(room: { onMessage(type: string, hear: (message: T) => void): unknown }, type: string): T[] {
  const messages: T[] = [];
  room.onMessage(type, (message) => messages.push(message));
  return messages;
}
