import assert from 'node:assert/strict';
import { until } from '../support/until.ts';
import { needsPostgres } from '../support/postgres.ts';
import { ProcessGroup } from '../support/ProcessGroup.ts';
import { needsRedis } from '../support/redis.ts';
import { TestReceiver } from './TestReceiver.ts';

describe('webhooks of two processes', () => {
  needsPostgres();
  needsRedis();

  let receiver: TestReceiver;
  let group: ProcessGroup;
  before(async () => {
    receiver = await TestReceiver.start();
    const env = { WEBHOOK_URLS: receiver.address('&events=drop_party_started'), WEBHOOK_ALLOW_PRIVATE: 'true' };
    group = await ProcessGroup.start(2, { env });
  });
  after(async () => {
    await group?.stop();
    await receiver?.stop();
  });

  const worldsTold = () => receiver.received.map(({ body }) => body.data.party!.world);

  /** Tried again as a client does: the process that owns the world may just have died. */
  async function startParty(world: number): Promise<void> {
    const report = { world, item_id: 526, item_name: 'Bones', quantity: 1, value: 5 };
    await until(async () => {
      const response = await fetch(`${group.processes[1]!.url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'Idempotency-Key': `party-${world}` },
        body: JSON.stringify(report),
      });
      return response.status === 200;
    }, `the report for world ${world}`);
  }

  it('[CLUSTER-6] [HOOK-4] come once each, whichever owns the world, and go on when the process that sends them is killed', async () => {
    const before = [301, 302, 303, 304, 305, 306];
    for (const world of before) await startParty(world);
    await until(() => receiver.received.length >= before.length, 'the deliveries');
    await group.processes[0]!.kill('SIGKILL');
    for (const world of [311, 312, 313]) await startParty(world);
    await until(
      () => [311, 312, 313].every((world) => worldsTold().includes(world)),
      'the deliveries by the other one',
    );
    assert.deepEqual(worldsTold().slice(0, before.length), before);
    // What was delivered just before the kill may come again.
    assert.deepEqual(new Set(worldsTold()), new Set([...before, 311, 312, 313]));
  });
});
