import type { Engine } from '../../src/store/sql/Engine.ts';
import type { SqlStoreOptions } from '../../src/store/sql/SqlStore.ts';
import { auditContract } from './contract-audit.ts';
import { correctionsContract } from './contract-corrections.ts';
import { commitContract } from './contract-commits.ts';
import { dungeonContract } from './contract-dungeons.ts';
import { requestsContract } from './contract-requests.ts';
import { finderContract } from './contract-finder.ts';
import { lookupContract } from './contract-lookups.ts';
import { momentsContract } from './contract-moments.ts';
import { readContract } from './contract-reads.ts';
import { updatesContract } from './contract-updates.ts';
import { STORE_NOW } from './commits.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';

/** Where stores can be opened, one after another. */
export type StorePlace = {
  /** An engine, not opened yet. */
  engine(): Engine;
  /** The other processes, if there may be some. */
  peersOf?(engine: Engine): NonNullable<SqlStoreOptions['peers']>;
  /** Called once all its stores are closed. */
  remove(): Promise<void>;
};

/** One test's place and the store open on it. */
export type OpenPlace = {
  store: PlayedStore;
  /** The store's clock, in epoch milliseconds. */
  now: number;
  reopen(): Promise<void>;
  /** Runs the same checks before and after a restart. */
  alsoAfterReopening(ask: () => Promise<void>): Promise<void>;
};

const SILENT = { error() {}, warn() {} };

/** The store's contract on any engine. */
export function storeContract(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`the store's contract on ${name}`, () => {
    let place: StorePlace;
    let rooms: Rooms;

    const open = async () => {
      const engine = place.engine();
      const peers = place.peersOf?.(engine);
      at.store = new PlayedStore(rooms, engine, { now: () => at.now, log: SILENT, ...(peers && { peers }) });
      await at.store.open();
    };

    const at = {
      now: STORE_NOW,
      async reopen() {
        await at.store.close();
        await open();
      },
      async alsoAfterReopening(ask) {
        await ask();
        await at.reopen();
        await ask();
      },
    } as OpenPlace;

    beforeEach(async () => {
      at.now = STORE_NOW;
      place = await makePlace();
      rooms = new Rooms();
      await open();
    });

    afterEach(async () => {
      await at.store.close();
      await place.remove();
    });

    commitContract(at);
    readContract(at);
    lookupContract(at);
    correctionsContract(at);
    dungeonContract(at);
    requestsContract(at);
    finderContract(at);
    updatesContract(at);
    auditContract(at);
    momentsContract(at);
  });
}
