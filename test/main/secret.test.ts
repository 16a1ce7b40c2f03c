import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnServer } from '../support/server-process.ts';

const SECRET = 'a secret of at least 32 characters, for tests';
const OTHER = 'another secret of at least 32 characters, too';

describe('data that belongs to a secret', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const startOnce = async (env: Record<string, string> = {}) => {
    const server = await spawnServer({ dataDir, env });
    await server.kill();
  };

  it('[STORE-9] refuses to start without it, and says how to go on', async () => {
    await startOnce();
    const path = join(dataDir, 'secret');
    const kept = await readFile(path);
    await rm(path);
    for (let i = 0; i < 2; i++) {
      await assert.rejects(startOnce(), /the data belongs to another secret than \S+\/secret\. Restore that secret/);
    }
    await writeFile(path, kept);
    await startOnce();
  });

  it('[STORE-9] refuses to start with another one, until that is accepted', async () => {
    await startOnce({ AUTH_SECRET: SECRET });
    await assert.rejects(
      startOnce({ AUTH_SECRET: OTHER }),
      /belongs to another secret than AUTH_SECRET.*ACCEPT_NEW_SECRET=true/,
    );
    await startOnce({ AUTH_SECRET: OTHER, ACCEPT_NEW_SECRET: 'true' });
    await startOnce({ AUTH_SECRET: OTHER });
    await assert.rejects(startOnce({ AUTH_SECRET: SECRET }), /another secret/);
  });
});
