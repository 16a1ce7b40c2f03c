import assert from 'node:assert/strict';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock, startApp, until } from '../support/app.ts';
import { spawnServer } from '../support/server-process.ts';
import { SECRET, TestReceiver } from './TestReceiver.ts';

type Verify = (secret: string, headers: IncomingHttpHeaders, body: string, nowMs: number) => boolean;

const DOCS = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
const snippet = (language: string) => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(DOCS)![1]!;
const { verify } = (await import(`data:text/javascript,${encodeURIComponent(snippet('js'))}`)) as { verify: Verify };

const DROP = { world: 444, world_type: 'pvp', item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };

describe('webhooks of a server', () => {
  it('[HOOK-1] [HOOK-2] every event arrives, signed as docs/webhooks.md verifies it, and as it says', async () => {
    const receiver = await TestReceiver.start();
    const clock = new FakeClock();
    const env = { WEBHOOK_URLS: receiver.address(), WEBHOOK_ALLOW_PRIVATE: 'true' };
    const app = await startApp({ env, now: clock.now });
    await app.post('/drops', DROP);
    const alice = await app.sdk.joinOrCreate('lobby', { player_id: 'alice' });
    const seat = new Promise<never>((resolve) => {
      alice.onMessage('session', ({ reservation }) => resolve(reservation));
      alice.onMessage('party', () => undefined);
    });
    await alice.request('party.create', { name: 'Delvers', data: { hidden: true } });
    await alice.request('party.start', {});
    const run = await app.sdk.consumeSeatReservation(await seat);
    await until(() => receiver.events.includes('session_started'), 'the run has started');
    await run.request('session.progress', { current_floor: 3, progress: { hidden: true } });
    await run.request('session.complete', { result: { gold: 12 } });
    clock.advance(300_000);
    await app.post('/parties/cleanup');
    await until(() => receiver.received.length === 4, 'all four have come');
    assert.deepEqual(receiver.events, [
      'drop_party_started',
      'session_started',
      'session_complete',
      'drop_party_ended',
    ]);
    for (const { headers, text } of receiver.received) {
      assert.ok(verify(SECRET, headers, text, clock.time));
      assert.ok(!verify(SECRET, headers, `${text} `, clock.time));
      assert.ok(!verify(SECRET, headers, text, clock.time + 900_000));
      assert.ok(!text.includes('hidden') && headers['content-type'] === 'application/json');
    }
    const documented = JSON.parse(snippet('json')) as { id: string };
    const first = receiver.received[0]!.body;
    assert.deepEqual({ ...first, id: '' }, { ...documented, id: '' });
    assert.equal(first.id.length, documented.id.length);
    const { session } = receiver.received[2]!.body.data;
    assert.deepEqual([session!.outcome, session!.current_floor, session!.result], ['completed', 3, { gold: 12 }]);
    await app.stop();
    await receiver.stop();
  });

  it('[HOOK-4] [HOOK-7] what a receiver missed comes after a SIGKILL with the same ids, and logs have no secret', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'muster-hooks-'));
    const refusing = await TestReceiver.start((response) => response.writeHead(500).end());
    const env = { WEBHOOK_URLS: refusing.address(), WEBHOOK_ALLOW_PRIVATE: 'true' };
    const first = await spawnServer({ dataDir, env });
    const report = (world: number) =>
      fetch(`${first.url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...DROP, world }),
      });
    await report(301);
    await until(() => refusing.received.length >= 1, 'the first was tried');
    await refusing.stop();
    for (const world of [302, 303, 304]) assert.equal((await report(world)).status, 200);
    await first.kill('SIGKILL');
    const receiver = await TestReceiver.start(undefined, refusing.port);
    const second = await spawnServer({ dataDir, env });
    const worlds = () => new Set(receiver.received.map(({ body }) => body.data.party!.world));
    await until(() => worlds().size === 4, 'all four have come');
    assert.deepEqual([...worlds()], [301, 302, 303, 304]);
    assert.equal(receiver.received[0]!.body.id, refusing.received[0]!.body.id);
    const output = first.output() + second.output();
    assert.match(output, /could not be delivered/);
    assert.ok(!output.includes(SECRET) && !output.includes('in-the-path'));
    await second.stop();
    await receiver.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
});
