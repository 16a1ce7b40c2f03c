import { needsPostgres } from '../support/postgres.ts';
import { PostgresPlace } from './postgres-place.ts';
import { storeContract } from './store-contract.ts';

describe('PostgreSQL', () => {
  needsPostgres();
  storeContract('PostgreSQL', () => PostgresPlace.make());
});
