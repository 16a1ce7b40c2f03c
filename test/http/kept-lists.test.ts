import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Update } from '../../src/projections/update.ts';
import type { Store, StoredEvent } from '../../src/store/store.ts';
import { PlayedServer, type Step } from '../projections/PlayedServer.ts';
import { steps } from '../projections/steps.ts';
import { Adventure } from '../store/dungeon-events.ts';
import type { PlayedStore } from '../store/PlayedStore.ts';
import { PostgresPlace } from '../store/postgres-place.ts';
import { SqlitePlace } from '../store/sqlite-place.ts';
import { readJson } from '../support/app.ts';
import { needsPostgres } from '../support/postgres.ts';
import { startHttpAlone } from './http-alone.ts';

const LISTS = [
  '/party?limit=3',
  '/party?lobby=side&player_id=ann&sort=-updated_at',
  '/party?player_id=bob&sort=name',
  '/party?has_room=true&game_type=coop&sort=-player_count&data.build=mage',
  '/parties?limit=1&sort=-confirmed_value',
  '/parties?min_value=100',
  '/sessions?limit=2',
  '/sessions?player_id=cat&status=in_progress',
];

type App = Awaited<ReturnType<typeof startHttpAlone>>;

/** A server that has kept its lists since the start of the history, on a store that is written beside it. */
class KeptAndFresh {
  readonly #server = new PlayedServer();
  readonly #store: PlayedStore;
  readonly #kept: App;

  private constructor(store: PlayedStore, kept: App) {
    this.#store = store;
    this.#kept = kept;
  }

  static async on(store: PlayedStore): Promise<KeptAndFresh> {
    return new KeptAndFresh(store, await startHttpAlone({ store }));
  }

  /** Lists are also read while the step is stored. */
  async take(step: Step, meanwhile: string): Promise<void> {
    for (const events of this.#server.take(step)) {
      const commit = this.#store.commit({ events, answers: [] });
      await Promise.all([commit, this.#kept.get(meanwhile)]);
    }
  }

  async agree(): Promise<void> {
    const fresh = await startHttpAlone({ store: this.#store });
    for (const path of LISTS) assert.deepEqual(await answerOf(this.#kept, path), await answerOf(fresh, path), path);
    fresh.stop();
  }

  stop(): void {
    this.#kept.stop();
  }
}

async function answerOf(app: App, path: string) {
  const response = await app.get(path);
  assert.equal(response.status, 200);
  return { etag: response.headers.get('etag'), body: await response.json() };
}

function keptListsOn(makePlace: () => Promise<SqlitePlace | PostgresPlace>, numRuns: number): void {
  it('[STORE-4] lists that were kept for any history show what a server shows that reads them now', async () => {
    const lists = fc.infiniteStream(fc.constantFrom(...LISTS));
    await fc.assert(
      fc.asyncProperty(steps, lists, fc.integer({ min: 5, max: 20 }), async (history, meanwhile, every) => {
        const place = await makePlace();
        const servers = await KeptAndFresh.on(await place.open());
        for (const [i, step] of history.entries()) {
          await servers.take(step, meanwhile.next().value);
          if (i % every === 0) await servers.agree();
        }
        await servers.agree();
        servers.stop();
        await place.remove();
      }),
      { numRuns, endOnFailure: true },
    );
  }).timeout(120_000);
}

/** A store that answers reads and tells updates when the test says so. */
class LateStore {
  readonly #store: PlayedStore;
  readonly #untold: Update[][] = [];
  readonly #listeners: ((updates: Update[]) => void)[] = [];
  readonly #isRead = Promise.withResolvers<void>();
  readonly #mayAnswer = Promise.withResolvers<void>();

  constructor(store: PlayedStore) {
    this.#store = store;
    store.subscribeUpdates((updates) => this.#untold.push(updates));
  }

  /** Resolves when the lobby was read, and the answer is not yet there. */
  get isRead(): Promise<void> {
    return this.#isRead.promise;
  }

  answer(): void {
    this.#mayAnswer.resolve();
  }

  /** Tells the updates of the next commit. */
  tellNext(): void {
    const updates = this.#untold.shift()!;
    for (const listener of this.#listeners) listener(updates);
  }

  get port(): Store {
    const store = this.#store;
    const late: Pick<Store, 'dungeonPartiesOf' | 'subscribeUpdates' | 'onLostUpdates' | 'caughtUp'> = {
      onLostUpdates: () => () => undefined,
      caughtUp: () => null,
      dungeonPartiesOf: async (lobby) => {
        const parties = await store.dungeonPartiesOf(lobby);
        this.#isRead.resolve();
        await this.#mayAnswer.promise;
        return parties;
      },
      subscribeUpdates: (listener) => {
        this.#listeners.push(listener);
        return () => undefined;
      },
    };
    return late as Store;
  }
}

describe('a list while it is read for the first time', () => {
  let place: SqlitePlace;
  let store: PlayedStore;
  let late: LateStore;
  let app: App;
  let adventure: Adventure;
  const commit = (events: StoredEvent[]) => store.commit({ events, answers: [] });
  const ids = async (list: Promise<Response>) => {
    const { parties } = await readJson<{ parties: { party_id: string; version: number }[] }>(await list);
    return parties.map(({ party_id, version }) => `${party_id} ${version}`);
  };

  beforeEach(async () => {
    adventure = new Adventure();
    place = await SqlitePlace.make();
    store = await place.open();
    late = new LateStore(store);
    app = await startHttpAlone({ store: late.port });
  });
  afterEach(async () => {
    app.stop();
    await place.remove();
  });

  it('[STORE-4] shows what is stored meanwhile', async () => {
    await commit(adventure.party('p'));
    const list = app.get('/party');
    await late.isRead;
    await commit(adventure.party('q'));
    late.tellNext();
    late.tellNext();
    late.answer();
    assert.deepEqual(await ids(list), ['p 2', 'q 2']);
  });

  it('[STORE-4] does not go back when it is told of what it has read', async () => {
    await commit(adventure.party('r'));
    const { version } = adventure.lobby.parties.get('r')!;
    const changes = { difficulty: 'hard' };
    await commit(adventure.do({ type: 'update', party_id: 'r', player_id: 'r ann', changes }));
    late.answer();
    const list = () => ids(app.get('/party'));
    const shown = [`r ${version + 1}`];
    assert.deepEqual(await list(), shown);
    late.tellNext();
    assert.deepEqual(await list(), shown);
    late.tellNext();
    assert.deepEqual(await list(), shown);
  });
});

describe('lists that are kept', () => {
  keptListsOn(() => SqlitePlace.make(), 20);

  describe('on PostgreSQL', () => {
    needsPostgres();
    keptListsOn(() => PostgresPlace.make(), 4);
  });
});
