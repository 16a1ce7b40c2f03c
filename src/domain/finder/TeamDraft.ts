import type { OpenWishes } from './open-wishes.ts';
import type { RoleWish, Searcher, Ticket } from './ticket.ts';

/** Players who may not play with a party: whoever was kicked stays out. */
export type BansOf = (partyId: string) => ReadonlySet<string> | undefined;

/**
 * The tickets of a match as it is put together, of all its teams. Whoever is added suits all who are there, and they suit it.
 * A search makes thousands of these and looks at a hundred candidates for each, so it counts in plain loops. Rule: [FIND-4]. Rule: [FIND-8].
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
  #lowest = -Infinity;
  #highest = Infinity;
  #least = Infinity;
  #most = -Infinity;
  #language: string | null = null;
  /** Of each player. */
  readonly #classes: (string | null)[] = [];
  /** The different role needs of all. */
  readonly #roles: (readonly RoleWish[])[] = [];
  readonly #roleKeys: string[] = [];
  #hasTags = false;
  #hasParties = false;
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
    const { ticket, difficulties, regions, language } = candidate;
    if (candidate.teams !== this.teams || !this.#suitsRating(candidate)) return false;
    if (this.#language !== null && language !== null && language !== this.#language) return false;
    const players = this.players + ticket.players.length;
    const max = Math.min(this.max, candidate.max);
    if (Math.max(this.min, candidate.min) > max || players > max * this.teams) return false;
    if (difficulties && !difficulties.includes(this.difficulty)) return false;
    if (regions && !regions.includes(this.region)) return false;
    if ((this.#hasTags || candidate.hasTags) && !this.#suitsTags(candidate)) return false;
    if ((this.#hasParties || ticket.party_id !== null) && this.#isBanned(ticket)) return false;
    return this.#suitsRoles(candidate, max);
  }

  add(member: OpenWishes): void {
    const { ticket, rating, roles, rolesKey } = member;
    this.members.push(member);
    this.players += ticket.players.length;
    this.min = Math.max(this.min, member.min);
    this.max = Math.min(this.max, member.max);
    this.#language ??= member.language;
    if (rating !== null) {
      this.#lowest = Math.max(this.#lowest, member.lowest);
      this.#highest = Math.min(this.#highest, member.highest);
      this.#least = Math.min(this.#least, rating);
      this.#most = Math.max(this.#most, rating);
    }
    this.#hasTags ||= member.hasTags;
    this.#hasParties ||= ticket.party_id !== null;
    for (const player of ticket.players) this.#classes.push(player.class);
    if (roles.length === 0 || this.#roleKeys.includes(rolesKey)) return;
    this.#roles.push(roles);
    this.#roleKeys.push(rolesKey);
  }

  /** A class that some team still needs; null if there is none. Others than those of named classes are found by filling up. */
  missingClass(): string | null {
    for (const roles of this.#roles) {
      for (const { class: name, min } of roles)
        if (name !== null && min > 0 && countOf(this.#classes, name) < min * this.teams) return name;
    }
    return null;
  }

  get isFull(): boolean {
    return this.players >= this.max * this.teams;
  }

  /** The ratings of candidates that can suit. */
  isWithin(rating: number): boolean {
    return rating >= this.#lowest && rating <= this.#highest;
  }

  /** Whether one team may have these players: none too many of a class and, if it is complete, none too few. */
  isTeam(players: readonly Searcher[], isComplete: boolean): boolean {
    if (this.#roles.length === 0) return true;
    const classes = players.map((player) => player.class);
    return this.#roles.every((roles) => missingOf(roles, classes, 1) <= (isComplete ? 0 : Infinity));
  }

  #suitsRating({ rating, lowest, highest }: OpenWishes): boolean {
    return rating === null || (this.isWithin(rating) && this.#least >= lowest && this.#most <= highest);
  }

  #suitsTags(candidate: OpenWishes): boolean {
    return this.members.every((member) => toleratesTags(member, candidate) && toleratesTags(candidate, member));
  }

  /** Nobody gets too many of a class, and the seats that are left are enough for those who are missing. */
  #suitsRoles({ ticket, roles, rolesKey }: OpenWishes, max: number): boolean {
    const isNew = roles.length > 0 && !this.#roleKeys.includes(rolesKey);
    if (!isNew && this.#roles.length === 0) return true;
    const length = this.#classes.length;
    for (const player of ticket.players) this.#classes.push(player.class);
    const seats = max * this.teams - this.#classes.length;
    let suits = !isNew || missingOf(roles, this.#classes, this.teams) <= seats;
    for (const each of this.#roles) suits &&= missingOf(each, this.#classes, this.teams) <= seats;
    this.#classes.length = length;
    return suits;
  }

  #isBanned(ticket: Ticket): boolean {
    const bars = (party: Ticket, other: Ticket) => {
      const banned = party.party_id === null ? undefined : this.#bansOf(party.party_id);
      return banned !== undefined && banned.size > 0 && other.players.some(({ player_id }) => banned.has(player_id));
    };
    return this.members.some(({ ticket: other }) => bars(ticket, other) || bars(other, ticket));
  }
}

/** Whether the other brings what one asks for, and nothing that it avoids. */
function toleratesTags({ must, mustNot }: OpenWishes, { brings }: OpenWishes): boolean {
  return must.every((tag) => brings.includes(tag)) && !mustNot.some((tag) => brings.includes(tag));
}

/** Players that the teams still need by these roles; Infinity if they have too many of a class. */
function missingOf(roles: readonly RoleWish[], classes: readonly (string | null)[], teams: number): number {
  let [missing, named, others] = [0, 0, null as RoleWish | null];
  for (const role of roles) {
    if (role.class === null) {
      others = role;
      continue;
    }
    const count = countOf(classes, role.class);
    if (count > role.max * teams) return Infinity;
    named += count;
    missing += Math.max(0, role.min * teams - count);
  }
  if (others === null) return missing;
  const rest = classes.length - named;
  return rest > others.max * teams ? Infinity : missing + Math.max(0, others.min * teams - rest);
}

function countOf(classes: readonly (string | null)[], name: string): number {
  let count = 0;
  for (const is of classes) if (is === name) count += 1;
  return count;
}
