import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { storeContract } from './store-contract.ts';

storeContract('embedded store', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-store-'));
  return {
    make: (now) => new EmbeddedStore({ dataDir, now }),
    remove: () => rm(dataDir, { recursive: true }),
  };
});
