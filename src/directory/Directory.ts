import { matchMaker } from '@colyseus/core';
import { AppError } from '../domain/errors.ts';
import type { DropTracker } from './drop-tracker.ts';
import { type Outcome, unwrap } from './outcome.ts';
import { type RoomKey, roomIdOf } from './room-keys.ts';

type DropTrackerKey = Extract<RoomKey, { name: 'drop_tracker' }>;

/** What a method of a room answers where it does not refuse. */
type AnswerOf<F> = F extends (...args: never[]) => Promise<Outcome<infer T>> ? T : never;

/** Finds or makes the one room of a key. Nothing else makes rooms. */
export class Directory {
  readonly #starting = new Map<string, Promise<void>>();

  /** The id of the key's room, which is there and shows what is stored when this resolves. Refuses what its start refuses. */
  async getOrCreateRoom(key: RoomKey): Promise<string> {
    const roomId = roomIdOf(key);
    // Asked for first: a room is listed before it has started.
    let starting = this.#starting.get(roomId);
    if (!starting && !matchMaker.getLocalRoomById(roomId)) {
      starting = this.#start(roomId, key).finally(() => this.#starting.delete(roomId));
      this.#starting.set(roomId, starting);
    }
    await starting;
    return roomId;
  }

  /** Calls a method of the key's room. Refuses what the room refuses. */
  async call<M extends keyof DropTracker>(
    key: DropTrackerKey,
    method: M,
    ...args: Parameters<DropTracker[M]>
  ): Promise<AnswerOf<DropTracker[M]>> {
    return ask(await this.getOrCreateRoom(key), method, args);
  }

  async #start(roomId: string, key: RoomKey): Promise<void> {
    if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) throw new AppError('shutting_down');
    await matchMaker.createRoom(key.name, { roomId, key });
    await ask(roomId, 'start', []);
  }
}

/** Plain data goes in and comes out, so that the room may be in another process. */
async function ask<T>(roomId: string, method: string, args: unknown[]): Promise<T> {
  const room = matchMaker.getLocalRoomById(roomId) as unknown as Record<
    string,
    (...args: unknown[]) => Promise<Outcome<T>>
  >;
  return unwrap(await room[method]!(...args));
}
