import type { OpenWishes } from './open-wishes.ts';
import type { RoleWish, Searcher } from './ticket.ts';

/** Players by class; a null class is kept as the empty string, which no class is. */
type Classes = Map<string, number>;

/** Parties that may not play with some players: whoever was kicked stays out. */
export type BansOf = (partyId: string) => ReadonlySet<string> | undefined;

/**
 * The tickets of a match as it is put together, of all its teams. Whoever is added suits all who are there, and they suit it.
 * Rule: [FIND-4]. Rule: [FIND-8].
 */
export class TeamDraft {
  readonly members: OpenWishes[] = [];
  readonly teams: number;
  readonly difficulty: string;
  readonly region: string;
  players = 0;
  /** Of each team. */
  min = 1;
  max = Infinity;
  /** The ratings that suit all, and those that there are. */
  lowest = -Infinity;
  highest = Infinity;
  #least = Infinity;
  #most = -Infinity;
  #language: string | null = null;
  readonly #brought = new Map<string, number>();
  readonly #must = new Set<string>();
  readonly #mustNot = new Set<string>();
  readonly #classes: Classes = new Map();
  readonly #roles = new Map<string, readonly RoleWish[]>();
  readonly #bansOf: BansOf;

  constructor(seed: OpenWishes, difficulty: string, region: string, bansOf: BansOf) {
    this.teams = seed.teams;
    this.difficulty = difficulty;
    this.region = region;
    this.#bansOf = bansOf;
    this.add(seed);
  }

  /** Whether the candidate suits all, and all suit it. */
  suits(candidate: OpenWishes): boolean {
    const { ticket, difficulties, regions, language, rating } = candidate;
    if (candidate.teams !== this.teams) return false;
    if (difficulties && !difficulties.includes(this.difficulty)) return false;
    if (regions && !regions.includes(this.region)) return false;
    if (this.#language !== null && language !== null && language !== this.#language) return false;
    if (!this.#suitsRating(candidate, rating)) return false;
    const players = this.players + ticket.players.length;
    const max = Math.min(this.max, candidate.max);
    if (Math.max(this.min, candidate.min) > max || players > max * this.teams) return false;
    return this.#suitsTags(candidate) && this.#suitsRoles(candidate, max) && !this.#isBanned(candidate);
  }

  add(member: OpenWishes): void {
    const { ticket, rating, roles } = member;
    this.members.push(member);
    this.players += ticket.players.length;
    this.min = Math.max(this.min, member.min);
    this.max = Math.min(this.max, member.max);
    this.#language ??= member.language;
    if (rating !== null) {
      this.lowest = Math.max(this.lowest, member.lowest);
      this.highest = Math.min(this.highest, member.highest);
      this.#least = Math.min(this.#least, rating);
      this.#most = Math.max(this.#most, rating);
    }
    for (const tag of new Set(member.brings)) this.#brought.set(tag, (this.#brought.get(tag) ?? 0) + 1);
    for (const tag of member.must) this.#must.add(tag);
    for (const tag of member.mustNot) this.#mustNot.add(tag);
    countClasses(this.#classes, ticket.players);
    if (roles.length > 0) this.#roles.set(JSON.stringify(roles), roles);
  }

  /** The classes that some team still needs, the named ones only. */
  missingClasses(): string[] {
    const missing = [...this.#roles.values()].flat().flatMap(({ class: name, min }) => {
      return name !== null && (this.#classes.get(name) ?? 0) < min * this.teams ? [name] : [];
    });
    return [...new Set(missing)].toSorted();
  }

  get isFull(): boolean {
    return this.players >= this.max * this.teams;
  }

  /** Whether one team may have these players: none too many of a class and, if it is complete, none too few. */
  isTeam(players: readonly Searcher[], isComplete: boolean): boolean {
    const classes: Classes = new Map();
    countClasses(classes, players);
    return [...this.#roles.values()].every((roles) => holds(roles, classes, players.length, 1, isComplete));
  }

  #suitsRating({ lowest, highest }: OpenWishes, rating: number | null): boolean {
    if (rating === null) return true;
    return rating >= this.lowest && rating <= this.highest && this.#least >= lowest && this.#most <= highest;
  }

  #suitsTags({ brings, must, mustNot }: OpenWishes): boolean {
    for (const tag of this.#must) if (!brings.includes(tag)) return false;
    for (const tag of must) if (this.#brought.get(tag) !== this.members.length) return false;
    for (const tag of brings) if (this.#mustNot.has(tag)) return false;
    return mustNot.every((tag) => !this.#brought.has(tag));
  }

  #suitsRoles({ ticket, roles }: OpenWishes, max: number): boolean {
    if (roles.length === 0 && this.#roles.size === 0) return true;
    const classes: Classes = new Map(this.#classes);
    countClasses(classes, ticket.players);
    const players = this.players + ticket.players.length;
    const wanted = roles.length > 0 ? [...this.#roles.values(), roles] : [...this.#roles.values()];
    const seats = max * this.teams - players;
    return wanted.every(
      (each) =>
        holds(each, classes, players, this.teams, false) && missing(each, classes, players, this.teams) <= seats,
    );
  }

  #isBanned({ ticket }: OpenWishes): boolean {
    const bars = (party: OpenWishes['ticket'], other: OpenWishes['ticket']) => {
      const banned = party.party_id === null ? undefined : this.#bansOf(party.party_id);
      return banned !== undefined && banned.size > 0 && other.players.some(({ player_id }) => banned.has(player_id));
    };
    return this.members.some(({ ticket: other }) => bars(ticket, other) || bars(other, ticket));
  }
}

function countClasses(classes: Classes, players: readonly Searcher[]): void {
  for (const { class: name } of players) classes.set(name ?? '', (classes.get(name ?? '') ?? 0) + 1);
}

function holds(
  roles: readonly RoleWish[],
  classes: Classes,
  players: number,
  teams: number,
  isComplete: boolean,
): boolean {
  const { others, named } = split(roles, classes, players);
  const fits = (count: number, { min, max }: RoleWish) => count <= max * teams && (!isComplete || count >= min * teams);
  return named.every(([count, role]) => fits(count, role)) && (others === null || fits(...others));
}

/** Players that are still needed. */
function missing(roles: readonly RoleWish[], classes: Classes, players: number, teams: number): number {
  const { others, named } = split(roles, classes, players);
  const all = others === null ? named : [...named, others];
  return all.reduce((sum, [count, { min }]) => sum + Math.max(0, min * teams - count), 0);
}

type Counted = [count: number, role: RoleWish];

function split(roles: readonly RoleWish[], classes: Classes, players: number) {
  const named = roles.flatMap((role): Counted[] => (role.class === null ? [] : [[classes.get(role.class) ?? 0, role]]));
  const rest = roles.find((role) => role.class === null);
  const inNamed = named.reduce((sum, [count]) => sum + count, 0);
  const others: Counted | null = rest ? [players - inNamed, rest] : null;
  return { named, others };
}
