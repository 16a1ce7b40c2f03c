import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import type { Json } from '../domain/json.ts';
import { memberOf } from '../domain/dungeons/dungeon-party.ts';
import { shownOf } from '../domain/dungeons/ShownDungeonParties.ts';
import { isListed, memberDungeonParty, publicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import { sessionPlayer } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/session-view.ts';
import type { Topic } from '../projections/update.ts';
import type { ToWatcher } from '../protocol/to-watcher.ts';
import type { Store, TopicSnapshot } from '../store/store.ts';

/**
 * A topic as one player may see it: the frame of its snapshot, as bytes. `asMember`: as a member of the party or a player of the
 * session; `partyId`: the party of a session.
 */
export type SeenTopic = { seq: number; frame: Buffer; asMember: boolean; partyId: string | null };

/** Topics whose snapshots are kept until their next update: the board, lobbies, and the worlds that are watched most. */
const SHARED_MAX = 100;

/** Reads topics. Watchers of a topic that looks the same to everybody share its snapshot. */
export class TopicReader {
  readonly #store: Store;
  readonly #shared = new LRUCache<Topic, Promise<SeenTopic>>({ max: SHARED_MAX });

  constructor(store: Store) {
    this.#store = store;
  }

  /** Refuses `party_not_found` and `session_not_found`, also if the topic exists but the player may not see it. Rule: [UPD-6]. */
  read(topic: Topic, playerId: string | null): Promise<SeenTopic> {
    if (topic.startsWith('party:') || topic.startsWith('session:')) return this.#read(topic, playerId);
    let shared = this.#shared.get(topic);
    if (!shared) {
      shared = this.#read(topic, null);
      this.#shared.set(topic, shared);
      shared.catch(() => this.#shared.delete(topic));
    }
    return shared;
  }

  /** To be called before watchers are told of an update: who subscribes from now on needs a newer snapshot. */
  forget(topic: Topic): void {
    this.#shared.delete(topic);
  }

  async #read(topic: Topic, playerId: string | null): Promise<SeenTopic> {
    const snapshot = await this.#store.snapshotOf(topic);
    if (!snapshot) throw notFound(topic);
    switch (snapshot.topic) {
      case 'board':
      case 'world':
        return seen(topic, { seq: snapshot.seq, data: snapshot.value });
      case 'lobby':
        return seeLobby(topic, snapshot);
      case 'party':
        return seeParty(topic, snapshot, playerId);
      case 'session':
        return seeSession(this.#store, topic, snapshot, playerId);
      default:
        return snapshot satisfies never;
    }
  }
}

type Value = { seq: number; data: Json; more?: number };

function seen(topic: Topic, value: Value, asMember = false, partyId: string | null = null): SeenTopic {
  const frame = { type: 'snapshot', topic, ...value } satisfies ToWatcher;
  return { seq: value.seq, frame: Buffer.from(JSON.stringify(frame)), asMember, partyId };
}

/** As much as the state of the lobby's room has. Rule: [PARTY-19]. */
function seeLobby(topic: Topic, { seq, value }: Of<'lobby'>): SeenTopic {
  const { parties, more } = shownOf(value);
  return seen(topic, { seq, data: parties.map(publicDungeonParty), more });
}

function seeParty(topic: Topic, { seq, value }: Of<'party'>, playerId: string | null): SeenTopic {
  if (playerId !== null && memberOf(value, playerId))
    return seen(topic, { seq, data: memberDungeonParty(value) }, true);
  if (!isListed(value)) throw notFound(topic);
  return seen(topic, { seq, data: publicDungeonParty(value) });
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
  return seen(topic, { seq, data: sessionView(value) }, isPlayer, party_id);
}

type Of<Kind extends TopicSnapshot['topic']> = Extract<TopicSnapshot, { topic: Kind }>;

function notFound(topic: Topic): AppError {
  return new AppError(topic.startsWith('session:') ? 'session_not_found' : 'party_not_found');
}
