import { CloseCode } from '@colyseus/core';
import { LRUCache } from 'lru-cache';
import type { Beat, Fence, Member } from '../store/cluster.ts';
import { RoomElsewhere } from './calls.ts';
import type { LocalRooms, Ownership } from './LocalRooms.ts';
import { Members } from './Members.ts';
import { Pauses } from './Pauses.ts';
import { type Balanced, RoomBalance } from './RoomBalance.ts';
import { type RoomKey, roomIdOf } from './room-keys.ts';

/** Milliseconds between two beats. A process that stops is taken over from after four of them. */
const BEAT_MS = 750;

/** Beats between two looks for rooms that should be open and are not, because what opens them at once failed. */
const BEATS_PER_SEARCH = 14;

/** Rooms of which it is remembered that another process than the expected one owns them. */
const ELSEWHERE_MAX = 20_000;

/** The key of what one process at a time does for all: webhooks and cleaning up. */
const DUTY = 'duty';

type Services = Balanced & {
  log: Record<'info' | 'warn', (details: object, message: string) => void>;
  /** Called with the newest number of the feed at each beat. */
  onFeed: (newest: number) => void;
  /** Called when this process begins or ceases to be the one that does what only one may do. */
  onDuty: (isOnDuty: boolean) => void;
  /** Called with the members that have died, and every few seconds. */
  onLook: (died: Member[]) => Promise<void>;
};

/**
 * This process among the others: who owns which room, and what happens when processes come and go. What makes it safe are the fences of
 * the store; all that is judged here may be out of date. Rule: [CLUSTER-1] to [CLUSTER-3].
 */
export class Cluster implements Ownership {
  readonly process: string;
  readonly #services: Services;
  readonly #joined = Promise.withResolvers<void>();
  readonly #members: Members;
  readonly #pauses = new Pauses();
  readonly #elsewhere = new LRUCache<string, string>({ max: ELSEWHERE_MAX });
  #rooms!: LocalRooms;
  #balance!: RoomBalance;
  #duty: Fence | null = null;
  /** Rows of this process without a room, by epoch: left over if they are there twice. */
  #leftOver = new Set<number>();
  #isLeaving = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #beats = 0;
  #isAway = false;
  #balancing: Promise<void> | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(services: Services) {
    this.#services = services;
    this.process = services.process;
    this.#members = new Members(services.store.memberId);
  }

  /** Resolves when the other processes are known. */
  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  /** From now on others know this process, and it knows them. Rejects with `storage_unavailable`. */
  async join(rooms: LocalRooms): Promise<void> {
    this.#rooms = rooms;
    this.#balance = new RoomBalance(this.#services, this.#members, rooms);
    await this.#beat();
    this.#joined.resolve();
    this.#beatLater();
  }

  /** Opens what should be open here, and gives away what should be elsewhere. */
  balance(): Promise<void> {
    this.#balancing ??= this.#balance
      .restore(this.#isLeaving)
      .catch((error: unknown) => this.#services.log.warn({ err: error }, 'rooms could not be moved; trying again'))
      .finally(() => (this.#balancing = null));
    return this.#balancing;
  }

  /** Members other than this one that live. */
  get others(): number {
    return Math.max(this.#members.alive.length - 1, 0);
  }

  /** Whether requests that arrive now may have waited while this process stood still. */
  get hasJustPaused(): boolean {
    return this.#pauses.isJustOver;
  }

  /** The process to ask for the room. */
  placeOf(roomId: string): string {
    if (this.#rooms.has(roomId)) return this.process;
    const known = this.#elsewhere.get(roomId);
    if (known !== undefined && this.#members.isReachable(known)) return known;
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
    // A process that knows no others would take the rooms of all of them.
    await this.joined;
    const roomId = roomIdOf(key);
    const place = this.#members.placeOf(roomId);
    if (this.#isLeaving && place !== null && place !== this.process) throw new RoomElsewhere(place);
    const claim = await this.#services.store.claim(roomId, this.#members.known);
    if (claim.type === 'owned') return claim.fence;
    throw new RoomElsewhere(claim.process);
  }

  async release(fence: Fence): Promise<void> {
    // What cannot be released now is found at a later beat.
    await this.#services.store
      .release(fence)
      .catch((error: unknown) => this.#services.log.warn({ err: error, ...fence }, 'a room could not be released'));
  }

  /** Hands everything over to the others. Calls are still passed on to them. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#endDuty();
    await this.#beatNow();
    await this.#balancing;
    if (this.others > 0) await this.balance();
  }

  /** From now on this process knows no others. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#pauses.stop();
    clearTimeout(this.#timer);
    await this.#beating;
    await this.#balancing;
  }

  #beatLater(): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#beatNow(), BEAT_MS);
  }

  #beatNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#beating = this.#beating.then(() => this.#tryToBeat()).finally(() => this.#beatLater());
    return this.#beating;
  }

  async #tryToBeat(): Promise<void> {
    try {
      await this.#beat();
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) this.#services.log.warn({ err: error }, 'the other processes cannot be seen');
      this.#isAway = true;
    }
  }

  async #beat(): Promise<void> {
    const { store, peers, log, onFeed, onLook } = this.#services;
    const self = { process: this.process, hasRedis: peers.isUp, isLeaving: this.#isLeaving };
    const { members, feed, held } = await store.beat(self);
    onFeed(feed);
    await this.#compare(held);
    const before = this.others;
    const { isChanged, died, lost } = this.#members.look(members);
    if (this.others !== before) log.info({ others: this.others }, 'other processes came or went');
    for (const process of lost) peers.giveUp(process);
    for (const { id, isConnected } of died) if (isConnected) await store.expel(id);
    await this.#beginDuty();
    this.#beats += 1;
    if (!isChanged && this.#beats % BEATS_PER_SEARCH > 0) return;
    await onLook(died);
    void this.balance();
  }

  /** Ends rooms that another process took over while this one could not be seen, and gives up what has no room. */
  async #compare(held: Beat['held']): Promise<void> {
    const fences = this.#fences();
    const epochs = fences.reduce((sum, { epoch }) => sum + epoch, 0);
    if (held.rooms === fences.length && held.epochs === epochs) return;
    const owners = await this.#services.store.owners();
    for (const { room, epoch } of fences) {
      if (owners.get(room)?.epoch === epoch) continue;
      if (room === DUTY) await this.#endDuty();
      else if (this.#rooms.fences.get(room)?.epoch === epoch) void this.#giveUp(room);
    }
    const own = new Set(this.#fences().map(({ epoch }) => epoch));
    const { memberId } = this.#services.store;
    const leftOver = [...owners].filter(([, { member, epoch }]) => member === memberId && !own.has(epoch));
    for (const [room, { epoch }] of leftOver) if (this.#leftOver.has(epoch)) await this.release({ room, epoch });
    this.#leftOver = new Set(leftOver.map(([, { epoch }]) => epoch));
  }

  #fences(): Fence[] {
    return [...this.#rooms.fences.values(), ...(this.#duty ? [this.#duty] : [])];
  }

  async #giveUp(roomId: string): Promise<void> {
    this.#services.log.info({ room: roomId }, 'another process owns the room now');
    await this.#rooms.close(roomId, CloseCode.SERVER_SHUTDOWN);
  }

  async #beginDuty(): Promise<void> {
    if (this.#duty || this.#isLeaving) return;
    const claim = await this.#services.store.claim(DUTY, this.#members.known);
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
