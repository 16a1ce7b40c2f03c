import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KnownMembers, Member } from '../store/cluster.ts';

/** Looks at a member without a new beat after which it counts as dead. */
const QUIET_LOOKS = 4;

/** Rooms whose place is remembered while the members stay the same. */
const PLACES_MAX = 20_000;

/** Looks after which it is believed that a member can, or cannot, reach Redis: all notice within two that it is gone, or back. */
const REDIS_LOOKS = 3;

/** `quiet`: looks without a new beat. `redis`: looks since when it can reach Redis, or cannot if it is negative. */
type Known = { member: Member; quiet: number; redis: number };

/**
 * Which processes of the cluster live, and which of them should own a room. Judged by what changes from look to look, never by clocks:
 * a process that could not look, because it or the database stood still, learns nothing from the time that passed. Rule: [CLUSTER-2].
 */
export class Members {
  readonly #own: number;
  readonly #known = new Map<number, Known>();
  readonly #places = new LRUCache<string, string>({ max: PLACES_MAX });
  #newest: number;
  #alive: Member[] = [];
  #reachable = new Set<string>();
  #owners: Member[] = [];

  /** `own` is this process, which always lives. */
  constructor(own: number) {
    this.#own = own;
    this.#newest = own;
  }

  /** Takes what was read at the newest look. Returns what has changed since the one before; `lost` are processes that calls no longer reach. */
  look(members: Member[]): { isChanged: boolean; died: Member[]; lost: string[] } {
    const before = this.#signature();
    const lived = this.#alive;
    const reached = this.#reachable;
    for (const [id] of this.#known) if (!members.some((member) => member.id === id)) this.#known.delete(id);
    this.#newest = Math.max(this.#newest, ...members.map(({ id }) => id));
    for (const member of members)
      this.#known.set(member.id, { member, quiet: this.#quietOf(member), redis: this.#redisOf(member) });
    const alive = [...this.#known.values()].filter((known) => this.#isAlive(known));
    this.#alive = alive.map(({ member }) => member);
    const reachable = alive.filter(({ member, redis }) => member.process !== '' && redis > -REDIS_LOOKS);
    this.#reachable = new Set(reachable.map(({ member }) => member.process));
    this.#owners = ownersAmong(alive);
    const isChanged = this.#signature() !== before;
    if (isChanged) this.#places.clear();
    const living = new Set(this.#alive.map(({ id }) => id));
    const lost = [...reached.difference(this.#reachable)];
    return { isChanged, died: lived.filter(({ id }) => !living.has(id)), lost };
  }

  get alive(): readonly Member[] {
    return this.#alive;
  }

  get known(): KnownMembers {
    return { alive: this.#alive.map(({ id }) => id), newest: this.#newest };
  }

  /** Whether calls can reach the process: it lives, and has not been without Redis for long. */
  isReachable(process: string): boolean {
    return this.#reachable.has(process);
  }

  /** Whether the process should own rooms. */
  mayOwn(process: string): boolean {
    return this.#owners.some((member) => member.process === process);
  }

  /** The process that should own the room: rendezvous hashing, so that a change of the members moves as few rooms as possible. */
  placeOf(room: string): string | null {
    const known = this.#places.get(room);
    if (known !== undefined) return known;
    const [first] = this.#owners
      .map(({ process }) => ({ process, rank: hash('sha1', `${process} ${room}`) }))
      .toSorted(byRank);
    if (first) this.#places.set(room, first.process);
    return first?.process ?? null;
  }

  /** A member that left, or was never seen connected, is dead at once. */
  #quietOf({ id, beats, isConnected, isLeaving }: Member): number {
    const known = this.#known.get(id);
    if (!isConnected && (isLeaving || !known)) return QUIET_LOOKS;
    if (!known || (isConnected && beats !== known.member.beats)) return 0;
    return known.quiet + 1;
  }

  #redisOf({ id, hasRedis }: Member): number {
    const before = this.#known.get(id)?.redis ?? 0;
    return hasRedis ? Math.max(before, 0) + 1 : Math.min(before, 0) - 1;
  }

  #isAlive({ member, quiet }: Known): boolean {
    return member.id === this.#own || quiet < QUIET_LOOKS;
  }

  #signature(): string {
    return `${this.#alive.map(({ id }) => id).join()} ${this.#owners.map(({ id }) => id).join()}`;
  }
}

/** Calls cannot reach a member without Redis, while others have it. */
function ownersAmong(alive: Known[]): Member[] {
  const staying = alive.filter(({ member }) => !member.isLeaving && member.process !== '');
  const isThere = staying.some(({ redis }) => redis >= REDIS_LOOKS);
  return staying.filter(({ redis }) => !isThere || redis > -REDIS_LOOKS).map(({ member }) => member);
}

function byRank(a: { rank: string }, b: { rank: string }): number {
  return a.rank < b.rank ? 1 : -1;
}
