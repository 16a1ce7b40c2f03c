import type { DropAdded, DropEvent, DropPartyStarted, DropWitnessed } from '../domain/drops/drop-events.ts';
import type { DropParty, PartySummary } from '../domain/drops/drop-party.ts';
import { openDrop, type World } from '../domain/drops/world.ts';
import type { Data } from '../domain/json.ts';
import { boardParty, totals } from './topic-values.ts';
import type { News, Topic, UpdateName } from './update.ts';

/** What the world's watchers and the board's are told. `after` is the world with the event applied. */
export function dropUpdates(event: Exclude<DropEvent, { type: 'drop_party_ended' }>, after: World): News[] {
  const party = after.party!;
  switch (event.type) {
    case 'drop_party_started':
      return started(event, party);
    case 'drop_added':
      return added(event, after, party);
    case 'drop_witnessed':
      return [witnessed(event, after, party)];
  }
}

/** With all figures of the party, because nobody can watch it any more. */
export function dropPartyEnded(party: PartySummary, at: number): News[] {
  return toWorldAndBoard(party.world, 'drop_party_ended', at, { party }, { party });
}

function started({ type, world, at }: DropPartyStarted, party: DropParty): News[] {
  const shown = boardParty(party);
  return toWorldAndBoard(world, type, at, { party: { ...shown, witnesses: 0, biggest_drops: [] } }, { party: shown });
}

function added({ type, world, at, number }: DropAdded, after: World, party: DropParty): News[] {
  const figures = { id: party.id, ...totals(party) };
  const drop = { ...openDrop(after, number)!.drop };
  const inWorld = { drop, party: { ...figures, witnesses: party.reporters.size } };
  return toWorldAndBoard(world, type, at, inWorld, { party: figures });
}

/** A drop that is closed has no more witnesses than it had. */
function witnessed({ type, world, at, number }: DropWitnessed, after: World, party: DropParty): News {
  const open = openDrop(after, number);
  const data = {
    ...(open && { drop: { drop_party_id: party.id, number, witnesses: open.drop.witnesses } }),
    party: { id: party.id, witnesses: party.reporters.size },
  };
  return { topic: worldTopic(world), event: type, at, data };
}

function toWorldAndBoard(world: number, event: UpdateName, at: number, inWorld: Data, onBoard: Data): News[] {
  return [
    { topic: worldTopic(world), event, at, data: inWorld },
    { topic: 'board', event, at, data: onBoard },
  ];
}

function worldTopic(world: number): Topic {
  return `world:${world}`;
}
