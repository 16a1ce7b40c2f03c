import type { Topic } from '../../src/projections/update.ts';
import type { Engine, Migration, Statement } from '../../src/store/sql/Engine.ts';
import { added, answer, ended, started, STORE_NOW, T0, witnessed } from './commits.ts';
import { Adventure } from './dungeon-events.ts';
import { newcomer } from '../domain/dungeons/PlayedLobby.ts';
import { PlayedQueue } from '../domain/finder/PlayedQueue.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';

const SILENT = { error() {}, warn() {} };

/** An engine that records every statement once, by its text. */
class NotingEngine implements Engine {
  readonly noted = new Map<string, Statement>();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get dialect() {
    return this.#engine.dialect;
  }

  async open(migrations: readonly Migration[]) {
    await this.#engine.open(migrations);
  }

  async close() {
    await this.#engine.close();
  }

  async write(batch: Parameters<Engine['write']>[0]) {
    for (const statement of batch.flat()) this.noted.set(statement.sql, statement);
    return await this.#engine.write(batch);
  }

  async read(statements: readonly Statement[]) {
    for (const statement of statements) this.noted.set(statement.sql, statement);
    return await this.#engine.read(statements);
  }
}

/** Every statement that the store runs, each once. */
export async function everyStatement(engine: Engine): Promise<Statement[]> {
  const noting = new NotingEngine(engine);
  const store = new PlayedStore(new Rooms(), noting, { now: () => STORE_NOW, log: SILENT });
  await store.open();
  // The start may look at all rows of what does not grow with history.
  for (const text of noting.noted.keys()) if (!text.includes('"drop"')) noting.noted.delete(text);
  await askAll(store);
  await store.close();
  return [...noting.noted.values()];
}

/** Calls every method, and commits every kind of event. */
async function askAll(store: PlayedStore): Promise<void> {
  const adventure = new Adventure();
  const id = await store.newDropPartyId();
  const at = { world: 9_999, party_id: id, at: T0 };
  const tile = { plane: 0, x: 1, y: 2 };
  await store.commit({
    events: [started(at), added(at, 1, { reporter: 'a', tile }), witnessed(at, 1, 'b'), ended(at)],
    answers: [answer('a', T0)],
  });
  await store.commit({
    events: [
      { type: 'drop_confirmed', ...at, number: 1, vouchers: null, confirmed_gp: 1 },
      { type: 'drops_recounted', ...at, drops: [{ number: 1, value: 1, confirmed: false }] },
      { type: 'drop_removed', ...at, number: 1, value: 1, confirmed: false, enters: null },
    ],
    answers: [],
  });
  const ann = 'q ann';
  await store.commit({
    events: [...adventure.party('p'), ...adventure.party('q'), ...adventure.start('p', 's')],
    answers: [],
  });
  await store.commit({ events: adventure.complete('p', 's'), answers: [] });
  for (const command of [
    { type: 'invite', party_id: 'q', player_id: ann, target_id: 'eve' },
    { type: 'update', party_id: 'q', player_id: ann, changes: { difficulty: 'hard' } },
    { type: 'promote', party_id: 'q', player_id: ann, target_id: 'q bob' },
    { type: 'kick', party_id: 'q', player_id: 'q bob', target_id: ann },
    { type: 'update', party_id: 'q', player_id: 'q bob', changes: { privacy: 'private' } },
    { type: 'request', party_id: 'q', player: newcomer('eve'), message: '' },
    { type: 'decline_request', party_id: 'q', player_id: 'q bob', target_id: 'eve' },
    { type: 'request', party_id: 'q', player: newcomer('fay'), message: '' },
    { type: 'withdraw_request', party_id: 'q', player_id: 'fay' },
    { type: 'dissolve', party_id: 'q', player_id: 'q bob' },
  ] as const) {
    await store.commit({ events: adventure.do(command), answers: [] });
  }
  await playFinder(store);
  await store.logAct({ at: T0, who: '203.0.113.7', act: 'player_banned', target: 'eve', details: {} });
  await store.auditLog({ limit: 10 });
  await store.probe();
  for (const topic of ['board', 'world:9', 'lobby:lobby 1', 'party:p1', 'session:s1', 'ticket:t1'] satisfies Topic[]) {
    await store.snapshotOf(topic);
    await store.updatesSince(topic, 0);
  }
  await store.announcementAfter(0);
  await store.saveDeliveryProgress('receiver', { cursor: 1, owed: [] });
  await store.deliveryProgress('receiver');
  await store.forgetOtherReceivers([]);
  await store.loadWorld(9);
  await store.runningDropParties();
  await store.runningDropPartyOf(9);
  await store.dropParty(5);
  await store.dropsOf(5, { limit: 10 });
  await store.judged.drop(5, 1);
  await store.judged.page(5, { limit: 10 });
  await store.judged.biggest(5, 10);
  await store.judged.mentioning('hash', 0);
  await store.judged.suspectReporters(10);
  await store.judged.recountedMutes();
  await store.lookups.search({ limit: 10 });
  await store.lookups.itemsSince(T0);
  await store.lookups.itemsOfParty(5, await store.lookups.newestNumber(5));
  await store.lookups.gainsSince(T0, 5_000);
  for (const isMuted of [true, false]) await store.judged.saveRecountedMute({ kind: 'source', hash: 'hash', isMuted });
  for (const world of [undefined, 9]) {
    for (const from of [undefined, T0]) {
      await store.history({ limit: 10, ...(world && { world }), ...(from && { from, to: from + 1 }) });
    }
  }
  await store.loadLobby('lobby 1');
  await store.dungeonPartiesOf('lobby 1');
  await store.lobbyNames();
  await store.dungeonParty('p1');
  await store.session('s1');
  await store.ticket('t1');
  await store.activeSessions();
  await store.recall(['answer 1']);
}

/** Every kind of event of a queue. */
async function playFinder(store: PlayedStore): Promise<void> {
  const queue = new PlayedQueue('lobby 9');
  for (const player of ['a', 'b', 'c']) queue.join(player, { players_min: 2, players_max: 2 });
  queue.round();
  queue.answer('accept', 'a');
  queue.answer('decline', 'b');
  queue.round();
  for (const player of ['a', 'c']) queue.answer('accept', player);
  const party_id = queue.party('x', 'y');
  queue.join('x', { players_max: 4 });
  queue.partyCommand({ type: 'join', party_id, player: newcomer('z'), password: null });
  await store.commit({ events: queue.events, answers: [] });
}
