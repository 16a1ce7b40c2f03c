import { SqlitePlace } from './sqlite-place.ts';
import { storeContract } from './store-contract.ts';

storeContract('SQLite', () => SqlitePlace.make());
