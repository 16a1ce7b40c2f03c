import { TRIED_REGIONS_MAX } from '../limits.ts';
import { placeOf, RankedTickets } from './RankedTickets.ts';
import { byTurn, QUEUE_GAME_TYPES, type QueueGameType, type Ticket, type Wish } from './ticket.ts';

/** Stands for any difficulty or region. */
export const ANY = '*';

/** The tickets that may play one difficulty in one region, now or later: what is open by now is checked when they are looked at. */
export class Bucket {
  readonly all = new RankedTickets();
  readonly byClass = new Map<string, RankedTickets>();
  /** Players, and those of each class. */
  players = 0;
  readonly classes = new Map<string, number>();

  add(ticket: Ticket): void {
    this.all.add(ticket);
    for (const name of classesOf(ticket)) getOrAdd(this.byClass, name, () => new RankedTickets()).add(ticket);
    this.#count(ticket, 1);
  }

  remove(ticket: Ticket): void {
    this.all.remove(ticket);
    for (const name of classesOf(ticket)) {
      const ofClass = this.byClass.get(name)!;
      ofClass.remove(ticket);
      if (ofClass.size === 0) this.byClass.delete(name);
    }
    this.#count(ticket, -1);
  }

  #count({ players }: Ticket, sign: 1 | -1): void {
    this.players += sign * players.length;
    for (const { class: name } of players) {
      if (name === null) continue;
      const count = (this.classes.get(name) ?? 0) + sign;
      if (count === 0) this.classes.delete(name);
      else this.classes.set(name, count);
    }
  }
}

/** Who waits, players and tickets, in one game type and region; the region is empty for tickets that name none. */
export type WaitingCount = { game_type: QueueGameType; region: string; players: number; tickets: number };

/** Buckets by difficulty and region. */
type Buckets = Map<string, Map<string, Bucket>>;

/** The tickets that search, in turn and by what they may play. Derived from the tickets, never stored. Rule: [FIND-7]. */
export class TicketIndex {
  readonly #turns = new Map<QueueGameType, Ticket[]>();
  readonly #buckets = new Map<QueueGameType, Buckets>();
  readonly #counts = new Map<string, WaitingCount>();
  /** The busiest first. */
  readonly #regions: RegionCount[] = [];

  /** In turn. */
  turnsOf(gameType: QueueGameType): readonly Ticket[] {
    return this.#turns.get(gameType) ?? [];
  }

  add(ticket: Ticket): void {
    const turns = getOrAdd(this.#turns, ticket.game_type, () => []);
    turns.splice(placeOf(turns, ticket, byTurn), 0, ticket);
    const buckets = getOrAdd(this.#buckets, ticket.game_type, (): Buckets => new Map());
    for (const [difficulty, region] of placesOf(ticket)) {
      const ofDifficulty = getOrAdd(buckets, difficulty, () => new Map<string, Bucket>());
      getOrAdd(ofDifficulty, region, () => new Bucket()).add(ticket);
    }
    this.#count(ticket, 1);
  }

  remove(ticket: Ticket): void {
    const turns = this.#turns.get(ticket.game_type)!;
    turns.splice(placeOf(turns, ticket, byTurn), 1);
    const buckets = this.#buckets.get(ticket.game_type)!;
    for (const [difficulty, region] of placesOf(ticket)) {
      const ofDifficulty = buckets.get(difficulty)!;
      const bucket = ofDifficulty.get(region)!;
      bucket.remove(ticket);
      if (bucket.players === 0) ofDifficulty.delete(region);
      if (ofDifficulty.size === 0) buckets.delete(difficulty);
    }
    this.#count(ticket, -1);
  }

  /** From 1. */
  placeOf(ticket: Ticket): number {
    return placeOf(this.turnsOf(ticket.game_type), ticket, byTurn) + 1;
  }

  /** All that may play this: those for it, and those for any difficulty, any region, or both. */
  bucketsFor(gameType: QueueGameType, difficulty: string, region: string): Bucket[] {
    const found: Bucket[] = [];
    for (const d of difficulty === ANY ? [ANY] : [difficulty, ANY]) {
      const ofDifficulty = this.#buckets.get(gameType)?.get(d);
      for (const r of region === ANY ? [ANY] : [region, ANY]) {
        const bucket = ofDifficulty?.get(r);
        if (bucket) found.push(bucket);
      }
    }
    return found;
  }

  /** The regions that most tickets name, the busiest first. */
  busiestRegions(): string[] {
    return this.#regions.slice(0, TRIED_REGIONS_MAX).map(({ region }) => region);
  }

  playersOf(gameType: QueueGameType): number {
    let sum = 0;
    for (const { game_type, players } of this.#counts.values()) if (game_type === gameType) sum += players;
    return sum;
  }

  /** By game type and first choice of region, the most players first. */
  counts(): WaitingCount[] {
    return [...this.#counts.values()].toSorted(
      (a, b) => b.players - a.players || (a.game_type + a.region < b.game_type + b.region ? -1 : 1),
    );
  }

  #count({ game_type, wishes, players }: Ticket, sign: 1 | -1): void {
    const region = wishes.regions[0]?.region ?? '';
    const before = this.#playersIn(region);
    const key = `${game_type} ${region}`;
    const was = this.#counts.get(key) ?? { game_type, region, players: 0, tickets: 0 };
    const is = { ...was, players: was.players + sign * players.length, tickets: was.tickets + sign };
    if (is.tickets === 0) this.#counts.delete(key);
    else this.#counts.set(key, is);
    if (region !== '') this.#rank({ region, players: before }, { region, players: this.#playersIn(region) });
  }

  /** In all game types. */
  #playersIn(region: string): number {
    return QUEUE_GAME_TYPES.reduce((sum, type) => sum + (this.#counts.get(`${type} ${region}`)?.players ?? 0), 0);
  }

  #rank(was: RegionCount, is: RegionCount): void {
    if (was.players > 0) this.#regions.splice(placeOf(this.#regions, was, byPlayers), 1);
    if (is.players > 0) this.#regions.splice(placeOf(this.#regions, is, byPlayers), 0, is);
  }
}

/** Players whose first choice the region is. */
type RegionCount = { region: string; players: number };

function byPlayers(a: RegionCount, b: RegionCount): number {
  if (a.players !== b.players) return b.players - a.players;
  return a.region === b.region ? 0 : a.region < b.region ? -1 : 1;
}

/** Every pair of what the ticket names, and of any where it names nothing or its wish gives way. */
function placesOf({ wishes }: Ticket): [difficulty: string, region: string][] {
  const withAny = (names: string[], wish: Wish) =>
    names.length === 0 || wishes.gives_way[wish] !== undefined ? [...names, ANY] : names;
  const difficulties = withAny(wishes.difficulties, 'difficulties');
  const named = wishes.regions.map(({ region }) => region);
  const regions = withAny(named, 'regions');
  return difficulties.flatMap((difficulty) => regions.map((region): [string, string] => [difficulty, region]));
}

function classesOf({ players }: Ticket): Set<string> {
  return new Set(players.flatMap((player) => player.class ?? []));
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
