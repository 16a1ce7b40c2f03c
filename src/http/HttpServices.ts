import type { Directory } from '../directory/Directory.ts';
import type { Log } from '../observability/log.ts';
import type { Store } from '../store/store.ts';

/** What the routes work with. `now` is epoch milliseconds; `hash` is salted: it hides names and cannot be guessed at. */
export type HttpServices = {
  directory: Directory;
  store: Store;
  now: () => number;
  log: Log;
  hash: (text: string) => string;
  /** A seat in a room, for POST /matchmake/:method/:target. */
  matchmake: (method: string, target: string, options: unknown) => Promise<object>;
};
