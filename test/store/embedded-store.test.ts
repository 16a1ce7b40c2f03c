import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { commitOf, started, T0 } from './commits.ts';
import { EmbeddedPlace } from './embedded-place.ts';
import { storeContract } from './store-contract.ts';

storeContract('embedded store', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-store-'));
  return {
    make: (now) => new EmbeddedStore({ dataDir, now }),
    remove: () => rm(dataDir, { recursive: true }),
  };
});

describe('the embedded store and its subscribers', () => {
  it('a listener that throws spoils neither the commit nor the other listeners', async () => {
    const place = await EmbeddedPlace.make();
    try {
      const store = await place.open();
      let told = 0;
      store.subscribeUpdates(() => {
        throw new Error('a faulty listener');
      });
      store.subscribeUpdates(() => (told += 1));
      await store.commit(commitOf(started({ world: 1, party_id: 1, at: T0 })));
      assert.equal(told, 1);
      assert.match(place.logged.join(), /error: a listener of the store threw .*a faulty listener/s);
    } finally {
      await place.remove();
    }
  });
});
