import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { FakeClock, startApp } from '../support/app.ts';
import { joinRaw } from '../support/raw.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 };

describe('a shutdown', () => {
  it('does not wait for ever for a room that was about to end when a report came, nor for clients that do not answer', async () => {
    const clock = new FakeClock();
    const app = await startApp({ now: clock.now });
    const watcher = await joinRaw(app.url, 'drop_tracker', { world: 444 });
    const stuck = await joinRaw(app.url, 'board');
    (stuck.socket as unknown as { _socket: { pause(): void } })._socket.pause();
    await (await app.post('/drops', BONES)).text();
    app.holdClock('drops-444');
    clock.advance(300_000);
    assert.match(await (await app.post('/parties/cleanup')).text(), /"parties_ended":1/);
    await (await app.post('/drops', BONES)).text();
    const stopped = app.stop().then(() => 'stopped');
    assert.equal(await Promise.race([stopped, delay(6_000, 'still waiting', { ref: false })]), 'stopped');
    assert.equal(await watcher.closed, 4001);
    stuck.socket.terminate();
  });
});
