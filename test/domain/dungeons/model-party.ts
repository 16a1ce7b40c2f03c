import type { DungeonPartySettings } from '../../../src/domain/dungeons/dungeon-party.ts';

export type ModelParty = {
  id: string;
  members: { id: string; ready: boolean; presence: 'rest' | 'online' | 'away'; silent: boolean; awayAt: number }[];
  leader: string | null;
  max: number;
  solo: boolean;
  locked: boolean;
  hidden: boolean;
  password: boolean;
  banned: string[];
  invited: { id: string; until: number }[];
  asking: { id: string; until: number }[];
  declined: { id: string; until: number }[];
  session: string | null;
  version: number;
  born: number;
};

type Changes = Partial<DungeonPartySettings>;

export function isThere({ presence, silent }: ModelParty['members'][number]): boolean {
  return presence === 'online' || (presence === 'rest' && !silent);
}

export function closedTo(party: ModelParty, who: string): string | null {
  if (party.banned.includes(who)) return 'banned';
  if (party.session) return 'session_running';
  if (party.locked) return 'party_locked';
  return party.members.length >= (party.solo ? 1 : party.max) ? 'party_full' : null;
}

export function fullestFor(parties: ModelParty[], who: string): ModelParty | undefined {
  const open = parties.filter(({ hidden, locked, password, session, members, banned, solo, max }) => {
    return !hidden && !locked && !password && !session && members.length < (solo ? 1 : max) && !banned.includes(who);
  });
  const alive = ({ members }: ModelParty) => Number(members.some(isThere));
  const order = (a: ModelParty, b: ModelParty) =>
    alive(b) - alive(a) || b.members.length - a.members.length || a.born - b.born || (a.id < b.id ? -1 : 1);
  return open.toSorted(order)[0];
}

/** The party with the changes, or why it may not have them. */
export function updated(
  party: ModelParty,
  { max_players, game_type, locked, privacy, password_hash }: Changes,
): ModelParty | string {
  const next = { ...party };
  if (max_players !== undefined) next.max = max_players;
  if (game_type !== undefined) next.solo = game_type === 'solo';
  if (locked !== undefined) next.locked = locked;
  if (privacy !== undefined) next.hidden = privacy === 'private';
  if (password_hash !== undefined) next.password = password_hash !== null;
  if (JSON.stringify(next) === JSON.stringify(party)) return 'ok';
  if (next.solo !== party.solo && party.session) return 'session_running';
  if (party.members.length > (next.solo ? 1 : next.max)) return 'max_players_too_low';
  if (next.solo !== party.solo) next.members = party.members.map((member) => ({ ...member, ready: false }));
  return next;
}

/** Each makes the change and answers 'done', or answers 'ok' or a refusal. `own` is the party that the player is in. */
export function ask(party: ModelParty, who: string, own: ModelParty | undefined, now: number): string {
  if (own === party) return 'ok';
  if (own) return 'already_in_party';
  if (party.asking.some(({ id, until }) => id === who && until > now)) return 'ok';
  const closed = closedTo(party, who);
  if (closed) return closed;
  if (party.members.length === 0) return 'party_empty';
  if (!party.hidden && !party.password) return 'party_open';
  if (party.declined.some(({ id, until }) => id === who && until > now)) return 'request_declined';
  party.declined = party.declined.filter(({ id }) => id !== who);
  party.asking = [...party.asking.filter(({ id }) => id !== who), { id: who, until: now + 600_000 }];
  return 'done';
}

export function withdraw(party: ModelParty, who: string): string {
  const others = party.asking.filter(({ id }) => id !== who);
  if (others.length === party.asking.length) return 'request_not_found';
  party.asking = others;
  return 'done';
}

export function decline(party: ModelParty, who: string, now: number): string {
  if (withdraw(party, who) !== 'done') {
    const isDeclined = party.declined.some(({ id, until }) => id === who && until > now);
    return isDeclined ? 'ok' : 'request_not_found';
  }
  party.declined.push({ id: who, until: now + 600_000 });
  return 'done';
}
