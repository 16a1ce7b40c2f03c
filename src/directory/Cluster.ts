import { CloseCode } from '@colyseus/core';
import { LRUCache } from 'lru-cache';
import type { Log } from '../log.ts';
import type { Beat, ClusterStore, Fence } from '../store/cluster.ts';
import { type Peers, type RemoteKey, RoomElsewhere } from './calls.ts';
import type { LocalRooms, Ownership } from './LocalRooms.ts';
import { Members } from './Members.ts';
import { keyFromRoomId, type RoomKey, roomIdOf } from './room-keys.ts';

/** Milliseconds between two beats. A process that stops is taken over from after four of them. */
const BEAT_MS = 750;

/** Beats between two looks for rooms that should be open and are not, because what opens them at once failed. */
const BEATS_PER_SEARCH = 14;

/** Rooms that are opened or moved at the same time. */
const ROOMS_AT_ONCE = 16;

/** Rooms of which it is remembered that another process than the expected one owns them. */
const ELSEWHERE_MAX = 20_000;

/** The key of what one process at a time does for all: webhooks and cleaning up. */
const DUTY = 'duty';

type Services = {
  store: ClusterStore;
  peers: Peers;
  /** How others call this process. */
  process: string;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** The rooms without which something would not happen on time. */
  neededKeys: () => Promise<RemoteKey[]>;
  /** Called with the newest number of the feed at each beat. */
  onFeed: (newest: number) => void;
  /** Called when this process begins or ceases to be the one that does what only one may do. */
  onDuty: (isOnDuty: boolean) => void;
};

/**
 * This process among the others: who owns which room, and what happens when processes come and go. What makes it safe are the fences of
 * the store; all that is judged here may be out of date. Rule: [CLUSTER-1] to [CLUSTER-3].
 */
export class Cluster implements Ownership {
  readonly process: string;
  readonly #services: Services;
  readonly #members: Members;
  readonly #elsewhere = new LRUCache<string, string>({ max: ELSEWHERE_MAX });
  #rooms!: LocalRooms;
  #duty: Fence | null = null;
  /** Rows of this process without a room, by epoch: left over if they are there twice. */
  #leftOver = new Set<number>();
  #isLeaving = false;
  #timer: NodeJS.Timeout | undefined;
  #beats = 0;
  #isAway = false;
  #isStopped = false;
  #balancing: Promise<void> | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(services: Services) {
    this.#services = services;
    this.process = services.process;
    this.#members = new Members(services.store.memberId);
  }

  /** From now on others know this process, and it knows them. */
  async join(rooms: LocalRooms): Promise<void> {
    this.#rooms = rooms;
    this.#take(await this.#tell());
    this.#beatLater();
  }

  /** Opens what should be open here. */
  balance(): Promise<void> {
    this.#balancing ??= this.#balance()
      .catch((error: unknown) => this.#services.log.warn({ err: error }, 'rooms could not be moved; trying again'))
      .finally(() => (this.#balancing = null));
    return this.#balancing;
  }

  /** Members other than this one that live. */
  get others(): number {
    return Math.max(this.#members.alive.length - 1, 0);
  }

  /** The process to ask for the room. */
  placeOf(roomId: string): string {
    if (this.#rooms.has(roomId)) return this.process;
    const known = this.#elsewhere.get(roomId);
    if (known !== undefined && this.#members.isAlive(known)) return known;
    return this.#members.placeOf(roomId) ?? this.process;
  }

  /** The process `asked` does not own the room; `to` may. */
  async learn(roomId: string, asked: string, to: string | null): Promise<void> {
    if (to === null || to === this.process) this.#elsewhere.delete(roomId);
    else this.#elsewhere.set(roomId, to);
    if (asked === this.process && to === null) await this.#giveUp(roomId);
  }

  async claim(key: RoomKey): Promise<Fence | null> {
    if (key.name === 'board') return null;
    const roomId = roomIdOf(key);
    const place = this.#members.placeOf(roomId);
    if (this.#isLeaving && place !== null && place !== this.process) throw new RoomElsewhere(place);
    const claim = await this.#services.store.claim(roomId, this.#alive());
    if (claim.type === 'owned') return claim.fence;
    throw new RoomElsewhere(claim.process);
  }

  async release(fence: Fence): Promise<void> {
    // What cannot be released now is found later.
    await this.#services.store
      .release(fence)
      .catch((error: unknown) => this.#services.log.warn({ err: error, ...fence }, 'a room could not be released'));
  }

  /** Hands everything over to the others. Calls are still passed on to them. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#endDuty();
    await this.#beatNow();
    if (this.others > 0) await this.balance();
  }

  /** Nothing is passed on any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#beating;
    await this.#balancing;
  }

  #alive(): number[] {
    return this.#members.alive.map(({ id }) => id);
  }

  #beatLater(): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#beatNow(), BEAT_MS);
  }

  #beatNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#beating = this.#beating.then(() => this.#beat()).finally(() => this.#beatLater());
    return this.#beating;
  }

  async #beat(): Promise<void> {
    try {
      const isChanged = this.#take(await this.#tell());
      this.#beats += 1;
      await this.#beginDuty();
      if (isChanged || this.#beats % BEATS_PER_SEARCH === 0) void this.balance();
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) this.#services.log.warn({ err: error }, 'the other processes cannot be seen');
      this.#isAway = true;
    }
  }

  async #tell(): Promise<Beat> {
    const { store, peers } = this.#services;
    const beat = await store.beat({ process: this.process, hasRedis: peers.isUp, isLeaving: this.#isLeaving });
    await this.#compare(beat.held);
    return beat;
  }

  #take({ members, feed }: Beat): boolean {
    this.#services.onFeed(feed);
    const before = this.others;
    const isChanged = this.#members.look(members);
    if (this.others !== before)
      this.#services.log.info({ others: this.others }, 'other processes of the cluster have changed');
    return isChanged;
  }

  /** Ends rooms that another process took over while this one could not be seen, and gives up what has no room. */
  async #compare(held: Beat['held']): Promise<void> {
    const fences = this.#fences();
    const epochs = fences.reduce((sum, { epoch }) => sum + epoch, 0);
    if (held.rooms === fences.length && held.epochs === epochs) return;
    const owners = await this.#services.store.owners();
    const lost = fences.filter(({ room, epoch }) => owners.get(room)?.epoch !== epoch);
    for (const { room } of lost) {
      if (room === DUTY) await this.#endDuty();
      else if (this.#rooms.fences.has(room)) void this.#giveUp(room);
    }
    const own = new Set(this.#fences().map(({ epoch }) => epoch));
    const leftOver = [...owners].filter(
      ([, { member, epoch }]) => member === this.#services.store.memberId && !own.has(epoch),
    );
    for (const [room, { epoch }] of leftOver) if (this.#leftOver.has(epoch)) await this.release({ room, epoch });
    this.#leftOver = new Set(leftOver.map(([, { epoch }]) => epoch));
  }

  #fences(): Fence[] {
    return [...this.#rooms.fences.values(), ...(this.#duty ? [this.#duty] : [])];
  }

  async #giveUp(roomId: string): Promise<void> {
    this.#services.log.info({ room: roomId }, 'another process has taken the room over');
    await this.#rooms.close(roomId, CloseCode.SERVER_SHUTDOWN);
  }

  async #balance(): Promise<void> {
    const misplaced = [...this.#rooms.fences.keys()].filter((roomId) => this.#shouldMove(roomId));
    await inTurns(misplaced, (roomId) => this.#move(roomId));
    const owners = await this.#services.store.owners();
    const alive = new Set(this.#alive());
    const isMissing = (key: RemoteKey) => {
      const roomId = roomIdOf(key);
      const owner = owners.get(roomId);
      return (
        this.#members.placeOf(roomId) === this.process &&
        !(owner && alive.has(owner.member)) &&
        !this.#rooms.has(roomId)
      );
    };
    if (!this.#isLeaving)
      await inTurns((await this.#services.neededKeys()).filter(isMissing), (key) => this.#open(key));
  }

  /** Clients of a room are only disturbed if it cannot stay. */
  #shouldMove(roomId: string): boolean {
    const place = this.#members.placeOf(roomId);
    if (place === null || place === this.process) return false;
    return this.#isLeaving || !this.#services.peers.isUp || !this.#rooms.isWatched(roomId);
  }

  async #move(roomId: string): Promise<void> {
    const place = this.#members.placeOf(roomId);
    if (place === null) return;
    await this.#rooms.close(roomId, CloseCode.SERVER_SHUTDOWN);
    const key = keyFromRoomId(roomId) as RemoteKey;
    // If it does not come to this, the new owner finds it.
    await this.#services.peers.call(place, { type: 'open', key, address: undefined }).catch(() => undefined);
  }

  async #open(key: RemoteKey): Promise<void> {
    try {
      await this.#rooms.open(key);
    } catch (error) {
      if (!(error instanceof RoomElsewhere)) throw error;
    }
  }

  async #beginDuty(): Promise<void> {
    if (this.#duty || this.#isLeaving) return;
    const claim = await this.#services.store.claim(DUTY, this.#alive());
    if (claim.type !== 'owned') return;
    this.#duty = claim.fence;
    this.#services.onDuty(true);
  }

  async #endDuty(): Promise<void> {
    if (!this.#duty) return;
    const duty = this.#duty;
    this.#duty = null;
    this.#services.onDuty(false);
    await this.release(duty);
  }
}

async function inTurns<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < all.length; i += ROOMS_AT_ONCE) await Promise.all(all.slice(i, i + ROOMS_AT_ONCE).map(work));
}
