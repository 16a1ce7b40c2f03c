import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { matchMaker } from '@colyseus/core';
import type { Room } from 'colyseus-sdk-v17';
import { until } from '../support/app.ts';

/** The part of a room that tests compare, in either version of the SDK. */
type Shown = { roomId: string; state: unknown };

const json = (state: unknown) => (state as { toJSON?: () => unknown }).toJSON?.();

/** A client of either version of the SDK. */
type RoomMaker = { createRoom(...args: unknown[]): { onMessage(type: '*', hear: () => void): unknown } };

/** Makes the client's rooms ignore messages that no handler takes. The first may arrive before a test can add its handlers, and the SDK would warn. */
export function ignoringMessages<C extends object>(client: C): C {
  const maker = client as unknown as RoomMaker;
  const createRoom = maker.createRoom.bind(client);
  maker.createRoom = (...args) => {
    const room = createRoom(...args);
    room.onMessage('*', () => undefined);
    return room;
  };
  return client;
}

/** Resolves with the state of the server's room when all these clients of it have that state. */
export async function allShow<State>(...rooms: Shown[]): Promise<State> {
  const { roomId } = rooms[0]!;
  const state = () => json(matchMaker.getLocalRoomById(roomId).state);
  const differ = () => rooms.filter((room) => !isDeepStrictEqual(json(room.state), state()));
  await until(() => differ().length === 0, `${roomId} everywhere`).catch(() =>
    assert.deepEqual(json(differ()[0]?.state), state()),
  );
  return state() as State;
}

/** The answer to a plain message: `result`, or `error` for a refusal. */
export type Answer = { ref: string; kind?: string; message?: string; party_id?: string; session_id?: string };

let refs = 0;

/** Sends a command as games with SDK 0.17 do: a plain message, whose answer has the same `ref`. */
export function say(room: Room, type: string, input: object = {}): Promise<Answer> {
  const ref = `r${++refs}`;
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const forget = ['result', 'error'].map((answer) =>
    room.onMessage(answer, (message: Answer) => void (message.ref === ref && resolve(message))),
  );
  room.send(type, { ...input, ref });
  return promise.finally(() => forget.forEach((stop) => stop()));
}

/** Collects the messages of a type, in a room of either version of the SDK. */
export function heard<T>(room: { onMessage(type: string, hear: (message: T) => void): unknown }, type: string): T[] {
  const messages: T[] = [];
  room.onMessage(type, (message) => messages.push(message));
  return messages;
}
