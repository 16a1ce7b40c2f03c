import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type TestApp, until } from '../support/app.ts';
import { SECRET, TestReceiver } from './TestReceiver.ts';

const drop = (world: number) => ({ world, item_id: 526, item_name: 'Bones', quantity: 1, value: 5 });

describe('receivers in operator.json', () => {
  let dataDir: string;
  let app: TestApp;
  let receiver: TestReceiver;
  const edit = (webhooks: object[]) => writeFile(join(dataDir, 'operator.json'), JSON.stringify({ webhooks }));

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-operator-'));
    receiver = await TestReceiver.start();
    app = await startApp({ dataDir, env: { WEBHOOK_ALLOW_PRIVATE: 'true' } });
  });
  afterEach(async () => {
    await app.stop();
    await receiver.stop();
    await rm(dataDir, { recursive: true });
  });

  it('[HOOK-1] are added without a restart, and a bad edit changes nothing', async () => {
    await app.post('/drops', drop(301));
    const hook = { url: receiver.address().split('#')[0]!, events: ['drop_party_started'], secret: SECRET };
    await edit([hook]);
    let world = 302;
    await until(async () => {
      await app.post('/drops', drop(world++));
      return receiver.received.length > 0;
    }, 'a delivery to the new receiver');
    assert.doesNotMatch(receiver.received.map(({ text }) => text).join(), /"world":301\b/);
    await edit([hook, { url: 'nowhere' }]);
    const before = receiver.received.length;
    await app.post('/drops', drop(world++));
    await until(() => receiver.received.length > before, 'a delivery after the bad edit');
  });
});
