import { matchMaker, type Room } from '@colyseus/core';
import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { FairShares } from '../auth/FairShares.ts';
import { AppError } from '../errors.ts';
import { requestContext } from '../observability/request-context.ts';
import { MAIN_LOBBY } from '../protocol/dungeon-party-requests.ts';
import { RESTART_SECONDS } from '../protocol/limits.ts';
import { type RoomKey, roomIdOf } from './room-keys.ts';
import type { DropTracker, LobbyOwner, Rooms, SessionOwner } from './rooms.ts';

/** A seat reservation, in the form that SDKs take. */
export type Seat = Awaited<ReturnType<typeof matchMaker.joinById>>;

/** The class of each room name. A room that is found must be an instance of it. */
export type RoomClasses = { [Name in keyof Rooms]: abstract new () => Room & Rooms[Name] };

/** Finds or creates the one room of a key. Nothing else creates rooms. */
export class Directory {
  readonly #classes: RoomClasses;
  readonly #connections: ConnectionLimit;
  readonly #lobbies: FairShares;
  readonly #starting = new Map<string, Promise<void>>();
  #preparing: Promise<unknown> = Promise.resolve();
  #isDraining = false;

  constructor(classes: RoomClasses, { connections, lobbies }: { connections: ConnectionLimit; lobbies: FairShares }) {
    this.#classes = classes;
    this.#connections = connections;
    this.#lobbies = lobbies;
  }

  /** Rooms that are asked for meanwhile start afterwards: `work` changes what they own. */
  async openAfter(work: Promise<unknown>): Promise<void> {
    this.#preparing = work;
    await work;
  }

  /** From now on nothing new begins: rooms, seats, dungeon parties and sessions are refused. What there is goes on. Rule: [OPS-5]. */
  drain(): void {
    this.#isDraining = true;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Refuses `shutting_down` once the server drains, and says when its successor should be there. */
  refuseIfDraining(): void {
    if (this.#isDraining) throw new AppError('shutting_down', undefined, { retryAfterSeconds: RESTART_SECONDS });
  }

  /** The room that owns the world. This and the methods below reject if the room cannot start. */
  dropTracker(world: number): Promise<DropTracker> {
    return this.#open({ name: 'drop_tracker', world });
  }

  /** A lobby that is opened is the address's. Also refuses `room_full` and `share_used_up`. */
  lobby(lobby: string, address: string | undefined): Promise<LobbyOwner> {
    return this.#open({ name: 'lobby', lobby }, address);
  }

  dungeonSession(session_id: string): Promise<SessionOwner> {
    return this.#open({ name: 'dungeon_session', session_id });
  }

  /** The id of the key's room. When this resolves, the room exists and shows what is stored. Rejects if the room cannot start. */
  async getOrCreateRoom(key: RoomKey, address?: string): Promise<string> {
    const roomId = roomIdOf(key);
    // Checked first: Colyseus lists a room before it has started.
    let starting = this.#starting.get(roomId);
    if (!starting && !matchMaker.getLocalRoomById(roomId)) {
      // The room outlives the request that asks for it.
      starting = requestContext
        .exit(() => this.#start(roomId, key, address))
        .finally(() => this.#starting.delete(roomId));
      this.#starting.set(roomId, starting);
    }
    await starting;
    return roomId;
  }

  /**
   * A seat in the key's room, which counts as a connection of the address. Its onJoin gets `options`, so they
   * must not contain unchecked client input. Refuses `room_full`, `share_used_up`, `shutting_down`.
   */
  async seatIn(key: RoomKey, options: object, address: string | undefined): Promise<Seat> {
    this.refuseIfDraining();
    const giveBack = this.#connections.take(address);
    try {
      const roomId = await this.getOrCreateRoom(key, address);
      const seat = await matchMaker.joinById(roomId, options);
      this.#connections.beginSeat(seat.sessionId, giveBack);
      this.#endUnused(roomId, seat);
      return seat;
    } catch (error) {
      giveBack();
      // Colyseus locks a room that is full.
      if (error instanceof Error && /is (?:already full|locked)/.test(error.message)) {
        throw new AppError('room_full', `room ${roomIdOf(key)} is full: try again later`, { cause: error });
      }
      throw error;
    }
  }

  /** The room ends the seat when its socket comes. */
  #endUnused(roomId: string, { sessionId }: Seat): void {
    const seconds = matchMaker.getLocalRoomById(roomId)?.seatReservationTimeout ?? 0;
    setTimeout(() => this.#connections.endSeat(sessionId), seconds * 1000).unref();
  }

  async #open<Name extends keyof Rooms>(key: RoomKey & { name: Name }, address?: string): Promise<Rooms[Name]> {
    return this.#find(await this.getOrCreateRoom(key, address), key.name);
  }

  #find<Name extends keyof Rooms>(roomId: string, name: Name): Rooms[Name] {
    const room = matchMaker.getLocalRoomById(roomId);
    if (room instanceof this.#classes[name]) return room;
    throw new Error(`room ${roomId} is missing although it was started`);
  }

  async #start(roomId: string, key: RoomKey, address: string | undefined): Promise<void> {
    await this.#preparing;
    this.refuseIfDraining();
    // The room gives it back when it ends.
    if (key.name === 'lobby' && key.lobby !== MAIN_LOBBY) this.#lobbies.take(key.lobby, address);
    await matchMaker.createRoom(key.name, { roomId, key });
    await this.#find(roomId, key.name).start();
  }
}
