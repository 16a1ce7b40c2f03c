import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import { RESTART_SECONDS } from '../protocol/limits.ts';
import {
  askingRoom,
  askRoom,
  type Call,
  type Errand,
  type Peers,
  type RemoteKey,
  type RemoteRooms,
  type Reply,
  replyTo,
  RoomElsewhere,
  valueOf,
} from './calls.ts';
import type { Cluster } from './Cluster.ts';
import type { LocalRooms, Seat } from './LocalRooms.ts';
import { type RoomKey, roomIdOf } from './room-keys.ts';
import type { DropTracker, KeyedRoom, LobbyOwner, SessionOwner } from './rooms.ts';

/** Processes that are asked for a room in turn, while it moves from one to another. */
const HOPS_MAX = 6;

/** Milliseconds until the next process is asked, times the number of those that were asked. */
const HOP_MS = 25;

/** Milliseconds. A room that moves, or whose database is slow, may take several waits, each of which is shorter. */
const ROUTE_MS_MAX = 2_800;

/** Milliseconds within which a call must have begun: less than until its client is answered, by more than clocks of processes differ. */
const BEGIN_MS_MAX = 2_300;

/** This process among others, and how it asks them. `now`: epoch milliseconds of the clock that all share. */
type Others = { cluster: Cluster; peers: Peers; now: () => number };

/** Finds the one room of a key, here or in another process, and creates it if there is none. */
export class Directory {
  readonly #rooms: LocalRooms;
  /** Null if this process is the only one. */
  readonly #others: Others | null;
  #isDraining = false;

  constructor(rooms: LocalRooms, others: Others | null) {
    this.#rooms = rooms;
    this.#others = others;
    others?.peers.serve((call) => this.#serve(call, others));
  }

  /** From now on nothing new begins here: rooms, seats, dungeon parties and sessions are refused, or begin elsewhere. Rule: [OPS-5]. */
  drain(): void {
    this.#isDraining = true;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Refuses `shutting_down` once the server drains and no other process lives, and says when its successor should be there. */
  refuseIfDraining(): void {
    if (!this.#isDraining || (this.#others?.cluster.others ?? 0) > 0) return;
    throw new AppError('shutting_down', undefined, { retryAfterSeconds: RESTART_SECONDS });
  }

  /**
   * The room that owns the world. This and the methods below reject if the room cannot start. Several processes also refuse
   * `owner_unreachable` and `room_moved`.
   */
  dropTracker(world: number): Promise<DropTracker> {
    return this.#open({ name: 'drop_tracker', world }, undefined);
  }

  /** A lobby that is opened is the address's. Also refuses `room_full` and `share_used_up`. */
  lobby(lobby: string, address: string | undefined): Promise<LobbyOwner> {
    return this.#open({ name: 'lobby', lobby }, address);
  }

  dungeonSession(session_id: string): Promise<SessionOwner> {
    return this.#open({ name: 'dungeon_session', session_id }, undefined);
  }

  /** When this resolves, the room exists and shows what is stored. Rejects if the room cannot start. */
  async ensure(key: RoomKey): Promise<void> {
    await this.#route({ type: 'open', key, address: undefined });
  }

  /**
   * A seat in the key's room, which counts as a connection of the address. Its onJoin gets `options`, so they
   * must not contain unchecked client input. Refuses `room_full`, `share_used_up`, `shutting_down`.
   */
  async seatIn(key: RoomKey, options: object, address: string | undefined): Promise<Seat> {
    this.refuseIfDraining();
    return (await this.#route({ type: 'seat', key, options, address })) as Seat;
  }

  async #open<Name extends keyof RemoteRooms>(
    key: RemoteKey & { name: Name },
    address: string | undefined,
  ): Promise<RemoteRooms[Name]> {
    // Without the detour of a call, which would cost each report a timer.
    if (!this.#others) return (await this.#openHere(key, address)) as RemoteRooms[Name];
    return askingRoom(key.name, (method, args) => this.#route({ type: 'ask', key, method, args, address }));
  }

  async #openHere(key: RoomKey, address: string | undefined): Promise<KeyedRoom> {
    if (!this.#rooms.has(roomIdOf(key))) this.refuseIfDraining();
    return this.#rooms.open(key, address);
  }

  async #carryOut(call: Call): Promise<unknown> {
    switch (call.type) {
      case 'ask': {
        const room = await this.#openHere(call.key, call.address);
        this.#refuseIfLate(call);
        return askRoom(room, call.key.name, call.method, call.args);
      }
      case 'open':
        return void (await this.#openHere(call.key, call.address));
      case 'seat':
        this.#refuseIfLate(call);
        return this.#rooms.seatIn(call.key, call.options, call.address);
      default:
        return call satisfies never;
    }
  }

  /** Its client may have given it up and asked another process, which must not be followed by what was given up. Rule: [CLUSTER-5]. */
  #refuseIfLate({ until = Infinity }: Call): void {
    if (this.#others && this.#others.now() > until) throw unreachable();
  }

  /** Carries the errand out where the room is. Rejects with `owner_unreachable` if that takes too long, here or there; what has begun may end later. */
  async #route(errand: Errand): Promise<unknown> {
    // Each process has a board of its own.
    if (!this.#others || errand.key.name === 'board') return this.#carryOut(errand);
    // The errand may have waited for the end of the pause, and its client may have asked another process meanwhile.
    if (this.#others.cluster.hasJustPaused) throw unreachable();
    const until = this.#others.now() + BEGIN_MS_MAX;
    const { promise, reject } = Promise.withResolvers<never>();
    const late = setTimeout(() => reject(unreachable()), ROUTE_MS_MAX);
    try {
      return await Promise.race([this.#pass({ ...errand, until }, this.#others), promise]);
    } finally {
      clearTimeout(late);
    }
  }

  async #pass(call: Call, { cluster, peers }: Others): Promise<unknown> {
    await cluster.joined;
    const roomId = roomIdOf(call.key);
    for (let hop = 1; ; hop += 1) {
      const place = cluster.placeOf(roomId);
      try {
        return place === cluster.process ? await this.#carryOut(call) : valueOf(await peers.call(place, call));
      } catch (error) {
        const to = movedTo(error);
        if (to === undefined) throw error;
        if (hop === HOPS_MAX) throw new AppError('room_moved', undefined, { cause: error, retryAfterSeconds: 1 });
        await cluster.learn(roomId, place, to);
        await delay(HOP_MS * hop);
      }
    }
  }

  /** What another process asks of a room here. */
  #serve(call: Call, { cluster }: Others): Promise<Reply> {
    return replyTo(async () => {
      try {
        return await this.#carryOut(call);
      } catch (error) {
        const to = movedTo(error);
        if (to !== undefined) await cluster.learn(roomIdOf(call.key), cluster.process, to);
        throw error;
      }
    });
  }
}

function unreachable(): AppError {
  return new AppError('owner_unreachable', undefined, { retryAfterSeconds: RESTART_SECONDS });
}

/** The process that owns the room now; null if that is unknown, undefined if the error says nothing of the kind. */
function movedTo(error: unknown): string | null | undefined {
  if (error instanceof RoomElsewhere) return error.to;
  return error instanceof AppError && error.kind === 'room_moved' ? null : undefined;
}
