import type {
  DropAdded,
  DropConfirmed,
  DropEvent,
  DropPartyEnded,
  DropPartyStarted,
  DropRemoved,
  DropsRecounted,
  DropWitnessed,
} from '../domain/drops/drop-events.ts';
import { type DropParty, type DropPartySummary, summariseDropParty } from '../domain/drops/drop-party.ts';
import { openDrop } from '../domain/drops/open-drops.ts';
import { applyDropEvent, newestDrops, type World } from '../domain/drops/world.ts';
import type { Data } from '../domain/json.ts';
import { STATE_DROPS_MAX } from '../domain/limits.ts';
import { boardDropParty, confirmedTotals, dropPartyTotals } from './topic-values.ts';
import { announcementOf, type Told } from './announcement.ts';
import type { NewUpdate, Topic, UpdateName } from './update.ts';

/** Applies the events to the world in place, and returns what watchers are told of each. Rule: [UPD-1]. */
export function applyDropEvents(world: World, events: DropEvent[]): Told {
  return announced(events.flatMap((event) => applyAndTell(world, event)));
}

/** What is told of the end of a party whose world is not loaded. */
export function tellDropPartyEnd(party: DropPartySummary, { at }: DropPartyEnded): Told {
  return announced(dropPartyEndedUpdates({ ...party, is_active: false, ended_at: at }, at));
}

function announced(updates: NewUpdate[]): Told {
  return { updates, announcements: updates.flatMap((update) => announcementOf(update, undefined) ?? []) };
}

function applyAndTell(world: World, event: DropEvent): NewUpdate[] {
  const { party } = world;
  applyDropEvent(world, event);
  if (event.type !== 'drop_party_ended') return dropUpdates(event, world);
  return party ? dropPartyEndedUpdates(summariseDropParty(party, event.at), event.at) : [];
}

/**
 * What watchers of the world and of the board are told. `after` is the world with the event applied. Nobody watches a party that has
 * ended. Rule: [UPD-1].
 */
export function dropUpdates(event: Exclude<DropEvent, { type: 'drop_party_ended' }>, after: World): NewUpdate[] {
  const { party } = after;
  if (party?.id !== event.party_id) return [];
  switch (event.type) {
    case 'drop_party_started':
      return started(event, party);
    case 'drop_added':
      return added(event, after, party);
    case 'drop_witnessed':
      return witnessed(event, after, party);
    case 'drop_confirmed':
      return confirmed(event, party);
    case 'drops_recounted':
      return recounted(event, after, party);
    case 'drop_removed':
      return removed(event, after, party);
  }
}

/** Has all figures of the party, because nobody can watch it any more. Rule: [UPD-3]. */
export function dropPartyEndedUpdates(party: DropPartySummary, at: number): NewUpdate[] {
  return toWorldAndBoard(party.world, 'drop_party_ended', at, { party }, { party });
}

function started({ type, world, at }: DropPartyStarted, party: DropParty): NewUpdate[] {
  const shown = boardDropParty(party);
  return toWorldAndBoard(world, type, at, { party: { ...shown, witnesses: 0, biggest_drops: [] } }, { party: shown });
}

function added({ type, world, at, number }: DropAdded, after: World, party: DropParty): NewUpdate[] {
  const figures = { id: party.id, ...dropPartyTotals(party) };
  const drop = { ...openDrop(after, number)!.drop };
  const inWorld = { drop, party: { ...figures, witnesses: party.reporters.size } };
  return toWorldAndBoard(world, type, at, inWorld, { party: figures });
}

/** Names the drop only while it is open, because a closed drop gains no witnesses. The board is told only if it confirms the drop. */
function witnessed(event: DropWitnessed, after: World, party: DropParty): NewUpdate[] {
  const { type, world, at, number, confirmed_gp } = event;
  const open = openDrop(after, number);
  const totals = confirmed_gp === null ? {} : confirmedTotals(party);
  const drop = open && { drop_party_id: party.id, number, witnesses: open.drop.witnesses };
  const data = {
    ...(drop && { drop: confirmed_gp === null ? drop : { ...drop, confirmed: true } }),
    party: { id: party.id, witnesses: party.reporters.size, ...totals },
  };
  const inWorld: NewUpdate = { topic: worldTopic(world), event: type, at, data };
  if (confirmed_gp === null) return [inWorld];
  return [inWorld, { topic: 'board', event: 'drop_confirmed', at, data: { party: { id: party.id, ...totals } } }];
}

function confirmed({ type, world, at, number, confirmed_gp }: DropConfirmed, party: DropParty): NewUpdate[] {
  if (confirmed_gp === null) return [];
  const figures = { id: party.id, ...confirmedTotals(party) };
  const drop = { drop_party_id: party.id, number, confirmed: true };
  return toWorldAndBoard(world, type, at, { drop, party: figures }, { party: figures });
}

/** Names only the drops that a world's value has. */
function recounted({ type, world, at, drops }: DropsRecounted, after: World, party: DropParty): NewUpdate[] {
  const figures = { id: party.id, ...confirmedTotals(party) };
  const shown = new Set([...newestDrops(after, STATE_DROPS_MAX), ...party.biggest].map(({ number }) => number));
  const changed = drops
    .filter(({ number }) => shown.has(number))
    .map(({ number, confirmed: is }) => ({ drop_party_id: party.id, number, confirmed: is }));
  return toWorldAndBoard(world, type, at, { drops: changed, party: figures }, { party: figures });
}

/** Has the lists that the drop may have been in, because others take its place. */
function removed({ type, world, at, number }: DropRemoved, after: World, party: DropParty): NewUpdate[] {
  const figures = { id: party.id, ...dropPartyTotals(party) };
  const drops = structuredClone(newestDrops(after, STATE_DROPS_MAX));
  const lists = { drops, party: { ...figures, biggest_drops: structuredClone(party.biggest) } };
  return toWorldAndBoard(world, type, at, { number, ...lists }, { party: figures });
}

function toWorldAndBoard(world: number, event: UpdateName, at: number, inWorld: Data, onBoard: Data): NewUpdate[] {
  return [
    { topic: worldTopic(world), event, at, data: inWorld },
    { topic: 'board', event, at, data: onBoard },
  ];
}

function worldTopic(world: number): Topic {
  return `world:${world}`;
}
