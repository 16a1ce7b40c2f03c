import { matchMaker } from '@colyseus/core';
import { AppError } from '../errors.ts';
import { LOBBIES_MAX } from '../domain/limits.ts';
import type { DropTrackerCalls } from './drop-tracker.ts';
import type { DungeonSessionCalls } from './dungeon-session.ts';
import type { LobbyCalls } from './lobby.ts';
import { type Outcome, unwrap } from './outcome.ts';
import { type RoomKey, roomIdOf } from './room-keys.ts';

/** A place in a room, as SDKs take it. */
export type Seat = Awaited<ReturnType<typeof matchMaker.joinById>>;

/** What can be asked of a room, by its name. */
type RoomMethods = { drop_tracker: DropTrackerCalls; lobby: LobbyCalls; dungeon_session: DungeonSessionCalls };

/** What a method of a room takes, and what it answers where it does not refuse. */
type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never;
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
  async call<N extends keyof RoomMethods, M extends Extract<keyof RoomMethods[N], string>>(
    key: Extract<RoomKey, { name: N }>,
    method: M,
    ...args: ArgumentsOf<RoomMethods[N][M]>
  ): Promise<AnswerOf<RoomMethods[N][M]>> {
    return ask(await this.getOrCreateRoom(key), method, args);
  }

  /** A seat in the key's room. `options` are what its onJoin is given; nothing of them comes from the client unchecked. Refuses `room_full`. */
  async seatIn(key: RoomKey, options: object): Promise<Seat> {
    const roomId = await this.getOrCreateRoom(key);
    try {
      return await matchMaker.joinById(roomId, options);
    } catch (error) {
      // Colyseus locks a room that is full.
      if (error instanceof Error && /is (?:already full|locked)/.test(error.message)) {
        throw new AppError('room_full', `room ${roomId} is full: try again later`, { cause: error });
      }
      throw error;
    }
  }

  async #start(roomId: string, key: RoomKey): Promise<void> {
    if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) throw new AppError('shutting_down');
    if (key.name === 'lobby' && (await matchMaker.query({ name: 'lobby' })).length >= LOBBIES_MAX) {
      throw new AppError('room_full', `there are ${LOBBIES_MAX} lobbies already; join one of them`);
    }
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
