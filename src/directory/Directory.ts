import { matchMaker, type Room } from '@colyseus/core';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { LOBBIES_MAX } from '../domain/limits.ts';
import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type RoomKey, roomIdOf } from './room-keys.ts';
import type { DropTracker, LobbyOwner, Rooms, SessionOwner } from './rooms.ts';

/** A seat reservation, in the form that SDKs take. */
export type Seat = Awaited<ReturnType<typeof matchMaker.joinById>>;

/** The class of each room name. A room that is found must be an instance of it. */
export type RoomClasses = { [Name in keyof Rooms]: abstract new () => Room & Rooms[Name] };

/** Finds or creates the one room of a key. Nothing else creates rooms. */
export class Directory {
  readonly #classes: RoomClasses;
  readonly #starting = new Map<string, Promise<void>>();

  constructor(classes: RoomClasses) {
    this.#classes = classes;
  }

  /** The room that owns the world. This and the methods below reject if the room cannot start. */
  dropTracker(world: number): Promise<DropTracker> {
    return this.#open({ name: 'drop_tracker', world });
  }

  lobby(lobby: string): Promise<LobbyOwner> {
    return this.#open({ name: 'lobby', lobby });
  }

  dungeonSession(session_id: string): Promise<SessionOwner> {
    return this.#open({ name: 'dungeon_session', session_id });
  }

  /** The id of the key's room. When this resolves, the room exists and shows what is stored. Rejects if the room cannot start. */
  async getOrCreateRoom(key: RoomKey): Promise<string> {
    const roomId = roomIdOf(key);
    // Checked first: Colyseus lists a room before it has started.
    let starting = this.#starting.get(roomId);
    if (!starting && !matchMaker.getLocalRoomById(roomId)) {
      starting = this.#start(roomId, key).finally(() => this.#starting.delete(roomId));
      this.#starting.set(roomId, starting);
    }
    await starting;
    return roomId;
  }

  /** A seat in the key's room. Its onJoin gets `options`, so they must not contain unchecked client input. Refuses `room_full`. */
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

  async #open<Name extends keyof Rooms>(key: RoomKey & { name: Name }): Promise<Rooms[Name]> {
    return this.#find(await this.getOrCreateRoom(key), key.name);
  }

  #find<Name extends keyof Rooms>(roomId: string, name: Name): Rooms[Name] {
    const room = matchMaker.getLocalRoomById(roomId);
    if (room instanceof this.#classes[name]) return room;
    throw new Error(`room ${roomId} is missing although it was started`);
  }

  async #start(roomId: string, key: RoomKey): Promise<void> {
    if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) throw new AppError('shutting_down');
    if (key.name === 'lobby' && (await matchMaker.query({ name: 'lobby' })).length >= LOBBIES_MAX) {
      throw new AppError('room_full', `there are ${LOBBIES_MAX} lobbies already; join one of them`);
    }
    await matchMaker.createRoom(key.name, { roomId, key });
    await this.#find(roomId, key.name).start();
  }
}

/** Asks every world with a running drop party to end it if its idle time is over. Returns the ended ones, in order of id. */
export async function endIdleDropParties(directory: Directory, store: Store): Promise<DropPartySummary[]> {
  const running = await store.runningDropParties();
  const ended = await Promise.all(running.map(async ({ world }) => (await directory.dropTracker(world)).endIfIdle()));
  return ended.filter((party) => party !== null);
}
