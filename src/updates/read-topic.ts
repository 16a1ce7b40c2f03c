import { AppError } from '../errors.ts';
import type { Json } from '../domain/json.ts';
import { memberOf } from '../domain/dungeons/dungeon-party.ts';
import { isListed, memberDungeonParty, publicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import { sessionPlayer } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/session-view.ts';
import type { Topic } from '../projections/update.ts';
import type { Store, TopicSnapshot } from '../store/store.ts';

/** A topic as one player may see it. `asMember`: as a member of the party or a player of the session; `partyId`: the party of a session. */
export type SeenTopic = { seq: number; data: Json; asMember: boolean; partyId: string | null };

/** Refuses `party_not_found` and `session_not_found`, also if the topic exists but the player may not see it. Rule: [UPD-6]. */
export async function readTopic(store: Store, topic: Topic, playerId: string | null): Promise<SeenTopic> {
  const snapshot = await store.snapshotOf(topic);
  if (!snapshot) throw notFound(topic);
  switch (snapshot.topic) {
    case 'board':
    case 'world':
      return { seq: snapshot.seq, data: snapshot.value, asMember: false, partyId: null };
    case 'lobby':
      return { seq: snapshot.seq, data: snapshot.value.map(publicDungeonParty), asMember: false, partyId: null };
    case 'party':
      return seeParty(topic, snapshot, playerId);
    case 'session':
      return seeSession(store, topic, snapshot, playerId);
    default:
      return snapshot satisfies never;
  }
}

function seeParty(topic: Topic, { seq, value }: Of<'party'>, playerId: string | null): SeenTopic {
  if (playerId !== null && memberOf(value, playerId))
    return { seq, data: memberDungeonParty(value), asMember: true, partyId: null };
  if (!isListed(value)) throw notFound(topic);
  return { seq, data: publicDungeonParty(value), asMember: false, partyId: null };
}

/** A session is as private as its party, and private when the party is gone. Its players can always see it. */
async function seeSession(
  store: Store,
  topic: Topic,
  { seq, value }: Of<'session'>,
  playerId: string | null,
): Promise<SeenTopic> {
  const { party_id } = value;
  const isPlayer = playerId !== null && sessionPlayer(value, playerId) !== undefined;
  const party = isPlayer ? null : await store.dungeonParty(party_id);
  if (!isPlayer && !(party && isListed(party))) throw notFound(topic);
  return { seq, data: sessionView(value), asMember: isPlayer, partyId: party_id };
}

type Of<Kind extends TopicSnapshot['topic']> = Extract<TopicSnapshot, { topic: Kind }>;

function notFound(topic: Topic): AppError {
  return new AppError(topic.startsWith('session:') ? 'session_not_found' : 'party_not_found');
}
