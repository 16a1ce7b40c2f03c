import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionView } from '../../src/domain/sessions/session-view.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { WatchingCrowd } from './WatchingCrowd.ts';

const FOLLOWERS = 200;
const ROUNDS = 30;

describe(`${FOLLOWERS} watchers that come and go`, function () {
  this.timeout(120_000);
  let server: ServerProcess;
  let crowd: WatchingCrowd;
  beforeEach(async () => {
    server = await spawnServer({ env: { DEDUPE_WINDOW_MS: '0' } });
    crowd = new WatchingCrowd(() => server.url);
    await crowd.begin(FOLLOWERS);
  });
  afterEach(async () => {
    crowd.disconnectAll();
    await server.stop();
  });

  it('[UPD-2] [UPD-3] each see every seq once, and end with what REST and a new watcher see', async () => {
    await crowd.live(ROUNDS);
    await crowd.writers.finishRun();
    await delay(60);
    await crowd.writers.leave();
    await crowd.assertAllAgree();
    assert.ok(crowd.followers.every(({ events }) => events > ROUNDS));
    const { had } = crowd.followers[0]!.held.get(`session:${crowd.ids.session_id}`)!;
    assert.equal((had.value as SessionView).status, 'complete');
  });

  it('[UPD-2] [UPD-4] do so even if the server is killed, and none has seen what was lost', async () => {
    await crowd.live(ROUNDS / 2);
    const writing = crowd.live(ROUNDS / 2);
    await delay(randomInt(200));
    await server.kill('SIGKILL');
    await writing;
    await delay(60);
    crowd.disconnectAll();
    await server.restart();
    const truth = await crowd.newcomer();
    for (const { held } of crowd.followers)
      for (const [topic, { seq }] of held) assert.ok(seq <= truth.held.get(topic)!.seq, `${topic} ${seq} was lost`);
    crowd.connectAll();
    await crowd.beginToWrite();
    await crowd.live(ROUNDS / 2);
    await crowd.writers.leave();
    await crowd.assertAllAgree();
  });
});
