import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import type { Store } from '../../src/store/store.ts';

type AsyncMethod =
  | 'commit'
  | 'loadLobby'
  | 'loadWorld'
  | 'runningDropParties'
  | 'newDropPartyId'
  | 'recall'
  | 'deliveryProgress'
  | 'logAct';

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
