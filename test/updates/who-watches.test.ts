import assert from 'node:assert/strict';
import { Guests } from '../../src/auth/Guests.ts';
import { derivedKey } from '../../src/config/secret.ts';
import { appForSuite, startApp } from '../support/app.ts';
import { watch } from './TestWatcher.ts';

const AUTH_SECRET = 'a secret for these tests, long enough';

describe('[AUTH-1] a watcher', () => {
  const app = appForSuite({ env: { AUTH_SECRET } });

  const guest = () => new Guests(derivedKey(AUTH_SECRET, 'guest tokens'), false).signIn();

  it('is the player of its token, in the address or in an auth frame', async () => {
    const { player_id, token } = await guest();
    const byAddress = await watch(app.url, { token });
    await byAddress.settled();
    assert.deepEqual(byAddress.heard[1], { type: 'authenticated', player_id });
    const byFrame = await watch(app.url);
    assert.equal((await byFrame.ask({ type: 'auth', token })).player_id, player_id);
    await Promise.all([byAddress.close(), byFrame.close()]);
  });

  it("can name itself if tokens are not required, but not as a guest, nor as another player than its token's", async () => {
    const { player_id, token } = await guest();
    const watcher = await watch(app.url);
    assert.equal((await watcher.ask({ type: 'auth', player_id: 'alice' })).player_id, 'alice');
    assert.equal((await watcher.ask({ type: 'auth', player_id })).kind, 'unauthorized');
    assert.equal((await watcher.ask({ type: 'auth', player_id: 'alice', token })).kind, 'forbidden');
    await watcher.close();
  });

  for (const token of ['', 'x', 'a.b.c', '%00', 'x'.repeat(8_000)]) {
    it(`with the token ${JSON.stringify(token.slice(0, 8))} gets an error and watches as nobody`, async () => {
      const watcher = await watch(app.url, { token });
      await watcher.settled();
      assert.equal(watcher.heard[1]!.kind, 'unauthorized');
      assert.equal((await watcher.ask({ type: 'subscribe', board: true })).type, 'subscribed');
      await watcher.close();
    });
  }
});

describe('[AUTH-2] a watcher that needs a token', () => {
  it('cannot name itself', async () => {
    const app = await startApp({ env: { REQUIRE_AUTH: 'true' } });
    try {
      const watcher = await watch(app.url);
      assert.equal((await watcher.ask({ type: 'auth', player_id: 'alice' })).kind, 'unauthorized');
      await watcher.close();
    } finally {
      await app.stop();
    }
  });
});
