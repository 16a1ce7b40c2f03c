import { setTimeout as delay } from 'node:timers/promises';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import type { Store } from '../../src/store/store.ts';

type AsyncMethod =
  | 'commit'
  | 'loadLobby'
  | 'loadWorld'
  | 'runningDropParties'
  | 'newDropPartyId'
  | 'recall'
  | 'deliveryProgress'
  | 'logAct'
  | 'ticket';

/**
 * Replaces a method of the store, for servers in this process, so that a test can make it fail or wait, or observe it.
 * `proceed` calls the original. Returns a function that restores it.
 */
export function aroundStore<M extends AsyncMethod>(
  method: M,
  around: (proceed: () => ReturnType<Store[M]>, ...args: Parameters<Store[M]>) => ReturnType<Store[M]>,
): () => void {
  const prototype = SqlStore.prototype as unknown as Record<M, (...args: Parameters<Store[M]>) => ReturnType<Store[M]>>;
  const original = prototype[method];
  prototype[method] = function intercepted(this: Store, ...args) {
    return around(() => original.apply(this, args), ...args);
  };
  return () => {
    prototype[method] = original;
  };
}

type Write = (this: SqliteEngine, ...args: Parameters<SqliteEngine['write']>) => ReturnType<SqliteEngine['write']>;

/** Makes each transaction of SQLite take longer, in servers in this process, as a slow disk does. Returns a function that ends that. */
export function slowDownSqlite(ms: number): () => void {
  const prototype = SqliteEngine.prototype as { write: Write };
  const original = prototype.write;
  prototype.write = async function slowed(...args) {
    await delay(ms);
    return original.apply(this, args);
  };
  return () => {
    prototype.write = original;
  };
}
