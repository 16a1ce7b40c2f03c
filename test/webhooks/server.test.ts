import assert from 'node:assert/strict';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { FakeClock, readJson, startApp, until } from '../support/app.ts';
import { spawnServer } from '../support/server-process.ts';
import { type Received, SECRET, TestReceiver } from './TestReceiver.ts';

type Verify = (secret: string, headers: IncomingHttpHeaders, body: string, nowMs: number) => boolean;

const DOCS = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
const snippet = (language: string) => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(DOCS)![1]!;
const { verify } = (await import(`data:text/javascript,${encodeURIComponent(snippet('js'))}`)) as { verify: Verify };

const DROP = { world: 444, world_type: 'pvp', item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };

describe('webhooks from a server', () => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });
  const startReceiver = async (...options: Parameters<typeof TestReceiver.start>) => {
    const receiver = await TestReceiver.start(...options);
    cleanUps.push(() => receiver.stop());
    return receiver;
  };

  it('[HOOK-1] [HOOK-2] every event arrives as documented, with a signature that docs/webhooks.md and the reference library accept', async () => {
    const receiver = await startReceiver();
    const clock = new FakeClock();
    // Sessions have no world, so this filter does not concern them.
    const env = { WEBHOOK_URLS: receiver.address('&worlds=444'), WEBHOOK_ALLOW_PRIVATE: 'true' };
    const app = await startApp({ env, now: clock.now });
    cleanUps.push(() => app.stop());
    await app.post('/drops', DROP);
    const alice = await app.sdk.joinOrCreate('lobby', { player_id: 'alice' });
    const seat = new Promise<never>((resolve) => {
      alice.onMessage('session', ({ reservation }) => resolve(reservation));
      alice.onMessage('party', () => undefined);
    });
    await alice.request('party.create', { name: 'Delvers', data: { hidden: true } });
    await alice.request('party.start', {});
    const run = await app.sdk.consumeSeatReservation(await seat);
    await until(() => receiver.events.includes('session_started'), 'the start of the session');
    await run.request('session.progress', { current_floor: 3, progress: { hidden: true } });
    await run.request('session.complete', { result: { gold: 12 } });
    clock.advance(300_000);
    await app.post('/parties/cleanup');
    await until(() => receiver.received.length === 4, 'all four events');
    assert.deepEqual(receiver.events, [
      'drop_party_started',
      'session_started',
      'session_complete',
      'drop_party_ended',
    ]);
    for (const { headers, text } of receiver.received) {
      assert.ok(verify(SECRET, headers, text, Date.now()));
      // Its `verify` reads the real clock, so this compares signatures.
      const { 'webhook-id': id, 'webhook-timestamp': seconds, ...rest } = headers as Record<string, string>;
      const reference = new Webhook(SECRET).sign(id!, new Date(Number(seconds) * 1000), text);
      assert.equal(rest['webhook-signature'], reference);
      assert.ok(!verify(SECRET, headers, `${text} `, Date.now()));
      assert.ok(!verify(SECRET, headers, text, Date.now() + 900_000));
      assert.ok(!text.includes('hidden') && headers['content-type'] === 'application/json');
    }
    const documented = JSON.parse(/^```json\n(\{\n {2}"id".*?)^```$/ms.exec(DOCS)![1]!) as { id: string };
    const first = receiver.received[0]!.body;
    assert.deepEqual({ ...first, id: '' }, { ...documented, id: '' });
    assert.equal(first.id.length, documented.id.length);
    const { session } = receiver.received[2]!.body.data;
    assert.deepEqual([session!.outcome, session!.current_floor, session!.result], ['completed', 3, { gold: 12 }]);
  });

  it('[HOOK-1] a match of the group finder arrives once all have accepted, with its teams and nothing that players keep to themselves', async () => {
    const receiver = await startReceiver();
    const clock = new FakeClock();
    const env = { WEBHOOK_URLS: receiver.address('&events=match_made'), WEBHOOK_ALLOW_PRIVATE: 'true' };
    const app = await startApp({ env, now: clock.now });
    cleanUps.push(() => app.stop());
    type Ticket = { ticket_id: string; status: string; match: object | null; session_id: string; party_id: string };
    const post = async (path: string, body: object) => {
      const response = await app.post(path, body);
      assert.equal(response.status, 200);
      return readJson<Ticket>(response);
    };
    const find = (player_id: string, more: object) =>
      post('/queue', { player_id, game_type: 'pvp', teams: 2, players_min: 1, players_max: 1, ...more });
    const tickets = new Map<string, Ticket>();
    tickets.set('ann', await find('ann', { player_name: 'Ann', class: 'mage', player_data: { hidden: 1 } }));
    clock.advance(12_000);
    tickets.set('bob', await find('bob', { regions: [{ region: 'eu' }], difficulties: ['hard'], tags: ['hidden'] }));
    const read = async (player: string) =>
      readJson<Ticket>(await app.get(`/queue/${tickets.get(player)!.ticket_id}?player_id=${player}`));
    await until(async () => (await read('ann')).status === 'proposed', 'the match');
    await post(`/queue/${tickets.get('ann')!.ticket_id}/accept`, { player_id: 'ann' });
    assert.deepEqual(receiver.events, []);
    await post(`/queue/${tickets.get('bob')!.ticket_id}/accept`, { player_id: 'bob' });
    await until(() => receiver.received.length === 1, 'the delivery');
    const [{ headers, text, body }] = receiver.received as [Received];
    assert.ok(verify(SECRET, headers, text, Date.now()));
    assert.ok(!text.includes('hidden'));
    const { match_id, teams, ...about } = body.data.match as { match_id: string; teams: object[] };
    const [ann, bob] = [await read('ann'), await read('bob')];
    assert.deepEqual(about, {
      ...{ lobby: 'main', game_type: 'pvp', difficulty: 'hard', region: 'eu' },
      ...{ session_id: ann.session_id, longest_wait_ms: 12_000 },
    });
    assert.match(match_id, /^[0-9a-f-]{36}$/);
    const byName = (a: object, b: object) => JSON.stringify(a).length - JSON.stringify(b).length;
    assert.deepEqual(
      teams.toSorted(byName),
      [
        { party_id: ann.party_id, players: [{ player_id: 'ann', name: 'Ann', class: 'mage' }] },
        { party_id: bob.party_id, players: [{ player_id: 'bob', name: 'bob', class: null }] },
      ].toSorted(byName),
    );
  });

  it('[HOOK-4] [HOOK-7] what a receiver missed arrives after a SIGKILL with the same ids, and logs contain no secret', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'muster-hooks-'));
    cleanUps.push(() => rm(dataDir, { recursive: true, force: true }));
    const refusing = await TestReceiver.start((response) => response.writeHead(500).end());
    const env = { WEBHOOK_URLS: refusing.address(), WEBHOOK_ALLOW_PRIVATE: 'true' };
    const first = await spawnServer({ dataDir, env });
    cleanUps.push(() => first.stop());
    const report = (world: number) =>
      fetch(`${first.url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...DROP, world }),
      });
    await report(301);
    await until(() => refusing.received.length >= 1, 'the first attempt');
    await refusing.stop();
    for (const world of [302, 303, 304]) assert.equal((await report(world)).status, 200);
    await first.kill('SIGKILL');
    const receiver = await startReceiver(undefined, refusing.port);
    const second = await spawnServer({ dataDir, env });
    cleanUps.push(() => second.stop());
    const worlds = () => new Set(receiver.received.map(({ body }) => body.data.party!.world));
    await until(() => worlds().size === 4, 'all four events');
    assert.deepEqual([...worlds()], [301, 302, 303, 304]);
    assert.equal(receiver.received[0]!.body.id, refusing.received[0]!.body.id);
    const output = first.output() + second.output();
    assert.match(output, /could not be delivered/);
    assert.ok(!output.includes(SECRET) && !output.includes('in-the-path'));
  });
});
