import { PostgresEngine } from '../../src/store/postgres/PostgresEngine.ts';
import { needsPostgres } from '../support/postgres.ts';
import { PeerNews } from './PeerNews.ts';
import { PostgresPlace } from './postgres-place.ts';
import { storeContract } from './store-contract.ts';

/** Keeps the contract, too, if there may be other processes. */
describe('PostgreSQL that other processes may use', () => {
  needsPostgres();
  storeContract('PostgreSQL as one of several processes', async () => {
    const place = await PostgresPlace.make();
    const news = new PeerNews();
    return {
      engine: () => new PostgresEngine(place.url, { info() {}, warn() {}, error() {} }, { isMember: true }),
      peersOf: (engine) => ({ news: news.ofProcess(), memberId: () => (engine as PostgresEngine).memberId }),
      remove: () => place.remove(),
    };
  });
});
