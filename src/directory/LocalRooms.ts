import { CloseCode, matchMaker, type Room } from '@colyseus/core';
import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { FairShares } from '../auth/FairShares.ts';
import { AppError } from '../errors.ts';
import { requestContext } from '../observability/request-context.ts';
import { MAIN_LOBBY } from '../protocol/dungeon-party-requests.ts';
import type { Fence } from '../store/cluster.ts';
import { RoomElsewhere } from './calls.ts';
import { type RoomKey, roomIdOf } from './room-keys.ts';
import type { KeyedRoom, Rooms } from './rooms.ts';

/** A seat reservation, in the form that SDKs take. */
export type Seat = Awaited<ReturnType<typeof matchMaker.joinById>>;

/** The class of each room name. A room that is found must be an instance of it. */
export type RoomClasses = { [Name in keyof Rooms]: abstract new () => Room & Rooms[Name] };

/** Who may own a room. */
export interface Ownership {
  /** The right to write as the room; null if there is only one process. Throws RoomElsewhere if another process has it. */
  claim(key: RoomKey): Promise<Fence | null>;
  release(fence: Fence): Promise<void>;
}

type Limits = { connections: ConnectionLimit; lobbies: FairShares };

/** Finds or creates the one room of a key in this process. Nothing else creates rooms. */
export class LocalRooms {
  readonly #classes: RoomClasses;
  readonly #limits: Limits;
  readonly #ownership: Ownership;
  readonly #starting = new Map<string, Promise<void>>();
  readonly #closing = new Map<string, Promise<unknown>>();
  readonly #fences = new Map<string, Fence>();
  #preparing: Promise<unknown> = Promise.resolve();

  constructor(classes: RoomClasses, limits: Limits, ownership: Ownership) {
    this.#classes = classes;
    this.#limits = limits;
    this.#ownership = ownership;
  }

  /** Rooms that are asked for meanwhile start afterwards: `work` changes what they own. */
  async openAfter(work: Promise<unknown>): Promise<void> {
    this.#preparing = work;
    await work;
  }

  /** The rooms that this process owns, and the epoch of each. */
  get fences(): ReadonlyMap<string, Fence> {
    return this.#fences;
  }

  has(roomId: string): boolean {
    return matchMaker.getLocalRoomById(roomId) !== undefined && !this.#closing.has(roomId);
  }

  /** Whether somebody is connected to the room, or has a seat in it: one that comes, or that lost its connection and may be back. */
  isWatched(roomId: string): boolean {
    const room = matchMaker.getLocalRoomById(roomId);
    return room !== undefined && (room.clients.length > 0 || Object.keys(room['_reservedSeats']).length > 0);
  }

  /** Ends the room here, if there is one. Its clients are told to join again. Resolves when another process may own it. */
  async close(roomId: string, closeCode: number): Promise<void> {
    await this.#starting.get(roomId)?.catch(() => undefined);
    const closing = this.#closing.get(roomId) ?? this.#close(roomId, closeCode);
    await closing;
  }

  async #close(roomId: string, closeCode: number): Promise<void> {
    const room = matchMaker.getLocalRoomById(roomId);
    if (!room) return;
    const closing = room.disconnect(closeCode);
    this.#closing.set(roomId, closing);
    await closing.finally(() => this.#closing.delete(roomId));
  }

  /** The room. When this resolves, it exists and shows what is stored. Rejects if it cannot start. */
  async open(key: RoomKey, address?: string): Promise<KeyedRoom> {
    const roomId = roomIdOf(key);
    await this.#closing.get(roomId);
    // Checked first: Colyseus lists a room before it has started.
    let starting = this.#starting.get(roomId);
    if (!starting && !this.has(roomId)) {
      // The room outlives the request that asks for it.
      starting = requestContext
        .exit(() => this.#start(roomId, key, address))
        .finally(() => this.#starting.delete(roomId));
      this.#starting.set(roomId, starting);
    }
    await starting;
    return this.#find(roomId, key.name);
  }

  /**
   * A seat in the key's room, which counts as a connection of the address. Its onJoin gets `options`, so they
   * must not contain unchecked client input. Refuses `room_full`, `share_used_up`.
   */
  async seatIn(key: RoomKey, options: object, address: string | undefined): Promise<Seat> {
    const { connections } = this.#limits;
    const giveBack = connections.take(address);
    const roomId = roomIdOf(key);
    try {
      await this.open(key, address);
      const seat = await this.#reserve(roomId, options);
      connections.beginSeat(seat.sessionId, giveBack);
      this.#endUnused(roomId, seat);
      return seat;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  async #reserve(roomId: string, options: object): Promise<Seat> {
    try {
      return await matchMaker.joinById(roomId, options);
    } catch (error) {
      // It was opened, and has moved to another process since.
      if (!this.has(roomId)) throw new RoomElsewhere(null);
      // Colyseus locks a room that is full.
      if (error instanceof Error && /is (?:already full|locked)/.test(error.message)) {
        throw new AppError('room_full', `room ${roomId} is full: try again later`, { cause: error });
      }
      throw error;
    }
  }

  /** The room ends the seat when its socket comes. */
  #endUnused(roomId: string, { sessionId }: Seat): void {
    const seconds = matchMaker.getLocalRoomById(roomId)?.seatReservationTimeout ?? 0;
    setTimeout(() => this.#limits.connections.endSeat(sessionId), seconds * 1000).unref();
  }

  #find(roomId: string, name: keyof Rooms): KeyedRoom {
    const room = matchMaker.getLocalRoomById(roomId);
    if (room instanceof this.#classes[name]) return room;
    throw new Error(`room ${roomId} is missing although it was started`);
  }

  async #start(roomId: string, key: RoomKey, address: string | undefined): Promise<void> {
    await this.#preparing;
    const fence = await this.#ownership.claim(key);
    try {
      // The room gives it back when it ends.
      if (key.name === 'lobby' && key.lobby !== MAIN_LOBBY) this.#limits.lobbies.take(key.lobby, address);
      if (fence) this.#fences.set(roomId, fence);
      const onMoved = () => void this.close(roomId, CloseCode.SERVER_SHUTDOWN);
      await matchMaker.createRoom(key.name, { roomId, key, fence, onMoved, onEnd: () => this.#end(roomId, fence) });
    } catch (error) {
      await this.#end(roomId, fence);
      throw error;
    }
    await this.#find(roomId, key.name).start();
  }

  async #end(roomId: string, fence: Fence | null): Promise<void> {
    if (!fence) return;
    if (this.#fences.get(roomId) === fence) this.#fences.delete(roomId);
    await this.#ownership.release(fence);
  }
}
