import { PostgresEngine } from '../../src/store/postgres/PostgresEngine.ts';
import { needsPostgres, sharedPostgres } from '../support/postgres.ts';
import { storeContract } from './store-contract.ts';

describe('PostgreSQL', () => {
  before(needsPostgres);

  storeContract('PostgreSQL', async () => {
    const server = await sharedPostgres();
    const database = await server.newDatabase();
    const log = { error() {}, warn() {}, info() {} };
    return {
      engine: () => new PostgresEngine(server.url(database), log),
      // It goes with its server: dropping one costs a checkpoint.
      remove: async () => {},
    };
  });
});
