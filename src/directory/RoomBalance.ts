import { CloseCode } from '@colyseus/core';
import type { ClusterStore } from '../store/cluster.ts';
import { type Peers, type RemoteKey, RoomElsewhere } from './calls.ts';
import type { LocalRooms } from './LocalRooms.ts';
import type { Members } from './Members.ts';
import { keyFromRoomId, roomIdOf } from './room-keys.ts';

/** Rooms that are opened or moved at the same time. */
const ROOMS_AT_ONCE = 16;

export type Balanced = {
  store: ClusterStore;
  peers: Peers;
  /** How others call this process. */
  process: string;
  /** The rooms without which something would not happen on time. */
  neededKeys: () => Promise<RemoteKey[]>;
};

/** Brings rooms to where they should be: those here that belong elsewhere, and those that nobody owns and that belong here. Rule: [CLUSTER-3]. */
export class RoomBalance {
  readonly #services: Balanced;
  readonly #members: Members;
  readonly #rooms: LocalRooms;

  constructor(services: Balanced, members: Members, rooms: LocalRooms) {
    this.#services = services;
    this.#members = members;
    this.#rooms = rooms;
  }

  /** `isLeaving`: no room stays here. */
  async restore(isLeaving: boolean): Promise<void> {
    const misplaced = [...this.#rooms.fences.keys()].filter((roomId) => this.#shouldMove(roomId, isLeaving));
    await inTurns(misplaced, (roomId) => this.#move(roomId));
    if (!isLeaving) await inTurns(await this.#missing(), (key) => this.#open(key));
  }

  /** Clients of a room are only disturbed if it cannot stay. */
  #shouldMove(roomId: string, isLeaving: boolean): boolean {
    const place = this.#members.placeOf(roomId);
    if (place === null || place === this.#services.process) return false;
    return isLeaving || !this.#members.mayOwn(this.#services.process) || !this.#rooms.isWatched(roomId);
  }

  async #move(roomId: string): Promise<void> {
    const place = this.#members.placeOf(roomId);
    if (place === null) return;
    await this.#rooms.close(roomId, CloseCode.SERVER_SHUTDOWN);
    const key = keyFromRoomId(roomId) as RemoteKey;
    // If this fails, the new owner finds the room when it next looks for missing ones.
    await this.#services.peers.call(place, { type: 'open', key, address: undefined }).catch(() => undefined);
  }

  /** What nobody alive owns and belongs here. */
  async #missing(): Promise<RemoteKey[]> {
    const owners = await this.#services.store.owners();
    const alive = new Set(this.#members.known.alive);
    return (await this.#services.neededKeys()).filter((key) => {
      const roomId = roomIdOf(key);
      const owner = owners.get(roomId);
      const isOwned = (owner !== undefined && alive.has(owner.member)) || this.#rooms.has(roomId);
      return !isOwned && this.#members.placeOf(roomId) === this.#services.process;
    });
  }

  async #open(key: RemoteKey): Promise<void> {
    try {
      await this.#rooms.open(key);
    } catch (error) {
      if (!(error instanceof RoomElsewhere)) throw error;
    }
  }
}

async function inTurns<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < all.length; i += ROOMS_AT_ONCE) await Promise.all(all.slice(i, i + ROOMS_AT_ONCE).map(work));
}
