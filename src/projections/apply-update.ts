import type { Drop } from '../domain/drops/drop.ts';
import { BIGGEST_DROPS_MAX, STATE_DROPS_MAX } from '../domain/limits.ts';
import type { Data } from '../domain/json.ts';
import type { PublicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { SessionView } from '../domain/sessions/session-view.ts';
import type { TicketView } from '../domain/finder/ticket-view.ts';
import type { BoardDropParty, TopicValue, WorldDropParty, WorldValue } from './topic-values.ts';
import type { Update } from './update.ts';

/**
 * Applies an update to a watcher's value of a topic and returns the new value: the reference for clients in every language, which the
 * server uses too. What does not change stays the same object.
 * `data` is the update's `data`, or its `for_members` if it has any and the watcher is a member. Rule: [UPD-3].
 */
export function applyUpdate<T extends TopicValue>(had: T, event: Update['event'], data: Data): T;
export function applyUpdate(had: TopicValue, event: Update['event'], data: Data): TopicValue {
  switch (had.topic) {
    case 'board':
      return { ...had, value: onBoard(had.value, event, data as OfBoard) };
    case 'world':
      return { ...had, value: inWorld(had.value, event, data as OfWorld) };
    case 'lobby':
      return { ...had, value: inLobby(had.value, event, data as OfParty & OfLobby) };
    case 'party':
      return { ...had, value: event === 'party_dissolved' ? null : nextParty(had.value, data as OfParty) };
    case 'session':
      return { ...had, value: nextSession(had.value, data as OfSession) };
    case 'ticket':
      return { ...had, value: { ...had.value, ...(data as OfTicket).ticket } };
  }
}

/** The whole ticket at first, later what changed. */
type OfTicket = { ticket: TicketView };

type OfBoard = { party: BoardDropParty };

/** The whole drop party when it starts, later only what changed. */
function onBoard(parties: BoardDropParty[], event: Update['event'], { party }: OfBoard): BoardDropParty[] {
  if (event === 'drop_party_ended') return parties.filter(({ id }) => id !== party.id);
  if (event === 'drop_party_started') return [...parties, party].toSorted((a, b) => a.id - b.id);
  return parties.map((was) => (was.id === party.id ? { ...was, ...party } : was));
}

/** `drops` are those that were recounted, or after a removal the newest ones. */
type OfWorld = { party: WorldDropParty; drop?: Drop; drops?: Drop[] };

function inWorld({ world, ...had }: WorldValue, event: Update['event'], { party, drop, drops }: OfWorld): WorldValue {
  if (event === 'drop_party_ended') return { world, party: null, drops: [] };
  if (event === 'drop_party_started') return { world, party, drops: [] };
  const is = { ...had.party!, ...party };
  if (event === 'drop_removed') return { world, party: is, drops: drops! };
  if (event === 'drops_recounted') return withChanges({ world, party: is, drops: had.drops }, drops!);
  if (!drop) return { world, party: is, drops: had.drops };
  if (event === 'drop_added') {
    const biggest_drops = [...is.biggest_drops, drop].toSorted((a, b) => b.value - a.value || a.number - b.number);
    return {
      world,
      party: { ...is, biggest_drops: biggest_drops.slice(0, BIGGEST_DROPS_MAX) },
      drops: [drop, ...had.drops].slice(0, STATE_DROPS_MAX),
    };
  }
  return withChanges({ world, party: is, drops: had.drops }, [drop]);
}

function withChanges({ world, party, drops }: WorldValue, changes: Drop[]): WorldValue {
  const change = (was: Drop) => ({ ...was, ...changes.find(({ number }) => number === was.number) });
  const biggest_drops = party!.biggest_drops.map(change);
  return { world, party: { ...party!, biggest_drops }, drops: drops.map(change) };
}

/** `members`: new ones whole, of the others what changed. `left`: the ids of those who left. */
type OfParty = { party: PublicDungeonParty; members?: PublicDungeonParty['members']; left?: string[] };

function nextParty<P extends PublicDungeonParty>(was: P | null, { party, members = [], left = [] }: OfParty): P {
  // The first update has the whole party, later ones what changed.
  if (!was) return party as P;
  const are = merged(
    was.members.filter(({ player_id }) => !left.includes(player_id)),
    members,
  );
  return { ...was, ...party, members: are, players: are.map(({ player_id }) => player_id) };
}

/** `after` is the id of the party that one which becomes public comes after, null if it comes first. */
type OfLobby = { party_id: string; after?: string | null };

function inLobby(parties: PublicDungeonParty[], event: Update['event'], data: OfParty & OfLobby): PublicDungeonParty[] {
  const { party_id, after, party } = data;
  if (event === 'party_created') return [...parties, party];
  if (event === 'party_shown') return parties.toSpliced(parties.findIndex((p) => p.party_id === after) + 1, 0, party);
  const isGone = event === 'party_hidden' || event === 'party_dissolved';
  if (isGone) return parties.filter((was) => was.party_id !== party_id);
  return parties.map((was) => (was.party_id === party_id ? nextParty(was, data) : was));
}

/** The keys of `progress` replace the existing ones, and null removes one. */
type OfSession = { session: SessionView; players?: SessionView['players']; progress?: Data };

function nextSession(was: SessionView | null, { session, players = [], progress = {} }: OfSession): SessionView {
  if (!was) return session;
  const are = merged(was.players, players);
  const kept = Object.entries({ ...was.progress, ...progress }).filter(([, value]) => value !== null);
  return {
    ...was,
    ...session,
    players: are,
    party: are.filter(({ left }) => !left).map(({ player_id }) => player_id),
    progress: Object.fromEntries(kept),
  };
}

function merged<P extends { player_id: string }>(were: readonly P[], changes: readonly P[]): P[] {
  const rest = new Map(changes.map((change) => [change.player_id, change]));
  const kept = were.map((was) => ({ ...was, ...rest.get(was.player_id) }));
  for (const { player_id } of were) rest.delete(player_id);
  return [...kept, ...rest.values()];
}
