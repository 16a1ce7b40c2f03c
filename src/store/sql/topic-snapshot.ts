import { isListed } from '../../domain/dungeons/dungeon-party-views.ts';
import { WORLD_MAX } from '../../domain/limits.ts';
import { SESSION_KEPT_MS } from '../limits.ts';
import type { Topic } from '../../projections/update.ts';
import type { TopicSnapshot } from '../store.ts';
import { boardDropPartyOf, runningParties } from './drop-reads.ts';
import { dungeonPartiesOf, partiesOfLobby, partyById, sessionById, sessionsOf } from './dungeon-reads.ts';
import type { Row } from './Engine.ts';
import { ticketById, ticketOfRows } from './finder-reads.ts';
import type { Query } from './statement.ts';
import { topicState } from './update-reads.ts';
import { worldValueOf, worldValueQueries } from './world-reads.ts';

/** In one read, so that the value reflects exactly the updates up to `seq`. */
export async function topicSnapshot(
  topic: Topic,
  now: number,
  read: (queries: Query[]) => Promise<Row[][]>,
): Promise<TopicSnapshot | null> {
  const [kind, name] = split(topic);
  const numbered = async (queries: Query[]) => {
    const [topics = [], ...rows] = await read([topicState({ topic }), ...queries]);
    return { seq: (topics[0]?.['seq'] as number | undefined) ?? 0, rows };
  };
  switch (kind) {
    case 'board': {
      const { seq, rows } = await numbered([runningParties({})]);
      return { topic: kind, seq, value: rows[0]!.map(boardDropPartyOf) };
    }
    case 'world': {
      const world = Number(name);
      if (!/^[1-9]\d{0,4}$/.test(name) || world > WORLD_MAX) return null;
      const { seq, rows } = await numbered(worldValueQueries(world));
      return { topic: kind, seq, value: worldValueOf(world, rows) };
    }
    case 'lobby': {
      const { seq, rows } = await numbered(partiesOfLobby({ lobby: name }));
      return { topic: kind, seq, value: dungeonPartiesOf(rows).filter(isListed) };
    }
    case 'party': {
      const { seq, rows } = await numbered(partyById({ party_id: name }));
      const [value] = dungeonPartiesOf(rows);
      return value ? { topic: kind, seq, value } : null;
    }
    case 'session': {
      const { seq, rows } = await numbered(sessionById({ session_id: name, after: now - SESSION_KEPT_MS }));
      const [value] = sessionsOf(rows);
      return value ? { topic: kind, seq, value } : null;
    }
    case 'ticket': {
      const { seq, rows } = await numbered(ticketById(name));
      const value = ticketOfRows(rows);
      return value ? { topic: kind, seq, value } : null;
    }
    default:
      return null;
  }
}

function split(topic: Topic): [kind: string, name: string] {
  const colon = topic.indexOf(':');
  return colon === -1 ? [topic, ''] : [topic.slice(0, colon), topic.slice(colon + 1)];
}
