import { WORLD_MAX } from '../../domain/limits.ts';
import { isListed, publicDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import { emptyWorld } from '../../domain/drops/world.ts';
import { boardDropParty, worldValue } from '../../projections/topic-values.ts';
import type { Topic } from '../../projections/update.ts';
import type { TopicSnapshot } from '../store.ts';
import type { Tables } from './Tables.ts';

/** In one go, so that the value is exactly what the updates up to `seq` have made. */
export function topicSnapshot(tables: Tables, topic: Topic, now: number): TopicSnapshot | null {
  const seq = tables.updates.seqOf(topic);
  const colon = topic.indexOf(':');
  const name = topic.slice(colon + 1);
  switch (colon === -1 ? topic : topic.slice(0, colon)) {
    case 'board':
      return { topic: 'board', seq, value: board(tables) };
    case 'world':
      return isWorld(name) ? { topic: 'world', seq, value: worldOf(tables, Number(name)) } : null;
    case 'lobby': {
      const parties = tables.dungeons.lobbies.partiesOf(name).filter(isListed);
      return { topic: 'lobby', seq, value: parties.map(publicDungeonParty) };
    }
    case 'party': {
      const value = tables.dungeons.lobbies.copyOfParty(name);
      return value && { topic: 'party', seq, value };
    }
    case 'session': {
      const value = tables.session(name, now);
      return value && { topic: 'session', seq, value };
    }
    default:
      return null;
  }
}

function board({ worlds }: Tables) {
  const parties = [...worlds.values()].flatMap(({ party }) => (party ? [boardDropParty(party)] : []));
  return parties.toSorted((a, b) => a.id - b.id);
}

function worldOf({ worlds }: Tables, world: number) {
  return worldValue(worlds.get(world) ?? emptyWorld(world));
}

function isWorld(name: string): boolean {
  return /^[1-9]\d{0,4}$/.test(name) && Number(name) <= WORLD_MAX;
}
