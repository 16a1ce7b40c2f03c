import { LOBBY_SHOWN_BYTES_MAX } from '../limits.ts';
import { closedReason, type PublicDungeonParty } from './dungeon-party-views.ts';

/** Where a public party comes in the order, and the bytes it takes at most. */
type Place = { party_id: string; isDeserted: boolean; isOpen: boolean; bytes: number; created_at: number };

/**
 * The public parties of a lobby in order, of which the lobby shows the first: as many as LOBBY_SHOWN_BYTES_MAX holds. A change costs the
 * same however many there are. Rule: [PARTY-19].
 */
export class ShownDungeonParties {
  readonly #order: Place[] = [];
  readonly #places = new Map<string, Place>();
  /** How many are shown, and their bytes. */
  #count = 0;
  #bytes = 0;

  /** How many public parties are not shown. */
  get more(): number {
    return this.#order.length - this.#count;
  }

  has(partyId: string): boolean {
    const place = this.#places.get(partyId);
    return place !== undefined && this.#indexOf(place) < this.#count;
  }

  /** Takes the party as it is now; undefined if it is gone. Returns its id, and those of the parties that it makes appear or disappear. */
  put(partyId: string, party: PublicDungeonParty | undefined): string[] {
    this.#remove(partyId);
    if (party?.privacy === 'public') this.#add(placeOf(party));
    const moved: string[] = [partyId];
    while (this.#bytes > LOBBY_SHOWN_BYTES_MAX) moved.push(this.#hideLast());
    while (this.#nextFits) moved.push(this.#showNext());
    return moved;
  }

  get #nextFits(): boolean {
    const next = this.#order[this.#count];
    return next !== undefined && this.#bytes + next.bytes <= LOBBY_SHOWN_BYTES_MAX;
  }

  #hideLast(): string {
    const { bytes, party_id } = this.#order[--this.#count]!;
    this.#bytes -= bytes;
    return party_id;
  }

  #showNext(): string {
    const { bytes, party_id } = this.#order[this.#count++]!;
    this.#bytes += bytes;
    return party_id;
  }

  #add(place: Place): void {
    const index = this.#indexOf(place);
    this.#order.splice(index, 0, place);
    this.#places.set(place.party_id, place);
    if (index >= this.#count) return;
    this.#count += 1;
    this.#bytes += place.bytes;
  }

  #remove(partyId: string): void {
    const place = this.#places.get(partyId);
    if (!place) return;
    const index = this.#indexOf(place);
    this.#order.splice(index, 1);
    this.#places.delete(partyId);
    if (index >= this.#count) return;
    this.#count -= 1;
    this.#bytes -= place.bytes;
  }

  /** Where it is, or belongs. */
  #indexOf(place: Place): number {
    let from = 0;
    let to = this.#order.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isBefore(this.#order[middle]!, place)) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** Those of a lobby's public parties that it shows, in the order in which they are given, and how many more there are. */
export function shownOf(parties: PublicDungeonParty[]): { parties: PublicDungeonParty[]; more: number } {
  const shown = new ShownDungeonParties();
  for (const party of parties) shown.put(party.party_id, party);
  return { parties: parties.filter(({ party_id }) => shown.has(party_id)), more: shown.more };
}

function isBefore(one: Place, other: Place): boolean {
  if (one.isDeserted !== other.isDeserted) return other.isDeserted;
  if (one.isOpen !== other.isOpen) return one.isOpen;
  if (one.bytes !== other.bytes) return one.bytes < other.bytes;
  if (one.created_at !== other.created_at) return one.created_at < other.created_at;
  return one.party_id < other.party_id;
}

function placeOf(party: PublicDungeonParty): Place {
  const { party_id, created_at, last_heard_at } = party;
  return { party_id, isDeserted: last_heard_at !== null, isOpen: isOpen(party), bytes: bytesOf(party), created_at };
}

/** Whether anybody can simply join who is not banned. Rule: [PARTY-10]. */
function isOpen(party: PublicDungeonParty): boolean {
  return !party.has_password && closedReason(party) === null;
}

/** Names of fields, punctuation, ids, numbers and times of a party. */
const PARTY_BYTES = 480;

/** The same of a member, whom a start may wait for: so a ready flag does not change which parties are shown. */
const MEMBER_BYTES = 100;

const utf8 = new TextEncoder();

/** Views are never changed, so each is weighed once. */
const weighed = new WeakMap<PublicDungeonParty, number>();

/** Bytes that the view has at most, as JSON. A room's state, which sends no names of fields, takes less. */
function bytesOf(party: PublicDungeonParty): number {
  const known = weighed.get(party);
  if (known !== undefined) return known;
  const { lobby, name, difficulty, region, leader_id, members } = party;
  // The id of a member is in the view three times.
  const texts = members.flatMap(({ player_id: id, name, class: role }) => [id, id, id, name, role]);
  const json = JSON.stringify([lobby, name, difficulty, region, leader_id, texts]);
  const bytes = PARTY_BYTES + members.length * MEMBER_BYTES + utf8.encode(json).length;
  weighed.set(party, bytes);
  return bytes;
}
