import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import type { Json } from '../domain/json.ts';
import { memberOf } from '../domain/dungeons/dungeon-party.ts';
import { shownOf } from '../domain/dungeons/ShownDungeonParties.ts';
import { isListed, memberDungeonParty, publicDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import { sessionPlayer } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/session-view.ts';
import { ticketView } from '../domain/finder/ticket-view.ts';
import { applyUpdate } from '../projections/apply-update.ts';
import type { TopicValue } from '../projections/topic-values.ts';
import type { Topic, Update } from '../projections/update.ts';
import type { ToWatcher } from '../protocol/to-watcher.ts';
import type { Store, TopicSnapshot } from '../store/store.ts';

/**
 * A topic as one player may see it: the frame of its snapshot, as bytes. `asMember`: as a member of the party or a player of the
 * session; `partyId`: the party of a session.
 */
export type SeenTopic = { seq: number; frame: Buffer; asMember: boolean; partyId: string | null };

/** Topics that are kept, whose next snapshot costs only what has changed: the board, lobbies, and the worlds that are watched most. */
const SHARED_MAX = 100;

/** A topic that looks the same to everybody, at one of its numbers. */
type Shared = { value: TopicValue; seen: SeenTopic };

/** Reads topics. Watchers of a topic that looks the same to everybody share its snapshot. */
export class TopicReader {
  readonly #store: Store;
  readonly #shared = new LRUCache<Topic, { reading: Promise<Shared>; isCurrent: boolean }>({ max: SHARED_MAX });

  constructor(store: Store) {
    this.#store = store;
  }

  /** Refuses `party_not_found`, `session_not_found` and `ticket_not_found`, also if the topic exists but the player may not see it. Rule: [UPD-6]. */
  async read(topic: Topic, playerId: string | null): Promise<SeenTopic> {
    if (topic.startsWith('party:') || topic.startsWith('session:') || topic.startsWith('ticket:'))
      return this.#readAs(topic, playerId);
    const known = this.#shared.get(topic);
    if (known?.isCurrent) return (await known.reading).seen;
    const reading = this.#readShared(topic, known?.reading);
    const next = { reading, isCurrent: true };
    this.#shared.set(topic, next);
    reading.catch(() => {
      if (this.#shared.get(topic) === next) this.#shared.delete(topic);
    });
    return (await reading).seen;
  }

  /** To be called before watchers are told of an update: who subscribes from now on needs a newer snapshot. */
  forget({ topic, seq }: Pick<Update, 'topic' | 'seq'>): void {
    const known = this.#shared.get(topic);
    if (known) known.isCurrent = false;
    // The topic was forgotten and counts from 1 again, so what is known has a number of another count.
    if (seq === 1) this.#shared.delete(topic);
  }

  forgetAll(): void {
    this.#shared.clear();
  }

  /** Applies what has changed to what was read before, because reading a full lobby costs 200 ms. Rule: [UPD-3]. */
  async #readShared(topic: Topic, before: Promise<Shared> | undefined): Promise<Shared> {
    const was = await before?.catch(() => undefined);
    const updates = was && (await this.#store.updatesSince(topic, was.seen.seq));
    if (!updates) return this.#readWhole(topic);
    const value = updates.reduce((had, { event, data }) => applyUpdate(had, event, data), was.value);
    return shared(topic, updates.at(-1)?.seq ?? was.seen.seq, value);
  }

  async #readWhole(topic: Topic): Promise<Shared> {
    const snapshot = await this.#store.snapshotOf(topic);
    if (!snapshot) throw notFound(topic);
    if (snapshot.topic !== 'lobby') return shared(topic, snapshot.seq, snapshot as TopicValue);
    return shared(topic, snapshot.seq, { topic: 'lobby', value: snapshot.value.map(publicDungeonParty) });
  }

  async #readAs(topic: Topic, playerId: string | null): Promise<SeenTopic> {
    const snapshot = await this.#store.snapshotOf(topic);
    if (snapshot?.topic === 'party') return seeParty(topic, snapshot, playerId);
    if (snapshot?.topic === 'session') return seeSession(this.#store, topic, snapshot, playerId);
    if (snapshot?.topic === 'ticket') return seeTicket(topic, snapshot, playerId);
    throw notFound(topic);
  }
}

/** Of a lobby, the snapshot has as much as the state of its room. Rule: [PARTY-19]. */
function shared(topic: Topic, seq: number, value: TopicValue): Shared {
  if (value.topic !== 'lobby') return { value, seen: seen(topic, { seq, data: value.value }) };
  const { parties, more } = shownOf(value.value);
  return { value, seen: seen(topic, { seq, data: parties, more }) };
}

type Value = { seq: number; data: Json; more?: number };

function seen(topic: Topic, value: Value, asMember = false, partyId: string | null = null): SeenTopic {
  const frame = { type: 'snapshot', topic, ...value } satisfies ToWatcher;
  return { seq: value.seq, frame: Buffer.from(JSON.stringify(frame)), asMember, partyId };
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

/** Only its players know that there is a ticket. Rule: [FIND-13]. */
function seeTicket(topic: Topic, { seq, value }: Of<'ticket'>, playerId: string | null): SeenTopic {
  if (!value.ticket.players.some(({ player_id }) => player_id === playerId)) throw notFound(topic);
  return seen(topic, { seq, data: ticketView(value) }, true);
}

type Of<Kind extends TopicSnapshot['topic']> = Extract<TopicSnapshot, { topic: Kind }>;

function notFound(topic: Topic): AppError {
  if (topic.startsWith('ticket:')) return new AppError('ticket_not_found');
  return new AppError(topic.startsWith('session:') ? 'session_not_found' : 'party_not_found');
}
