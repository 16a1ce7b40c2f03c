import type { IncomingMessage } from 'node:http';
import type { Guests } from '../auth/Guests.ts';
import type { Log } from '../observability/log.ts';
import type { Store } from '../store/store.ts';

/** What /updates works with. `now` is epoch milliseconds; `addressOf` is what one client is told by. */
export type UpdatesServices = {
  store: Store;
  guests: Guests;
  now: () => number;
  log: Log;
  addressOf: (request: IncomingMessage) => string;
};
