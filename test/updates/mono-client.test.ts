import assert from 'node:assert/strict';
import { join } from 'node:path';
import { appForSuite, until } from '../support/app.ts';
import { CSharpProgram, needMono } from '../support/mono.ts';

const PARTY_WATCHER = join(import.meta.dirname, 'mono', 'PartyWatcher.cs');

describe('a .NET client', () => {
  const app = appForSuite();

  it('[UPD-2] follows a party with ClientWebSocket from its creation to its dissolution', async function () {
    needMono(this);
    const [alice, bob] = [await enter('alice'), await enter('bob')];
    const watcher = await CSharpProgram.start(PARTY_WATCHER, [`${app.url.replace('http', 'ws')}/updates`, 'main']);
    const printed = (line: string) => until(() => watcher.lines.includes(line), line);
    try {
      await printed('snapshot lobby:main');
      const { party_id } = await alice.request('party.create', { name: 'Delvers' });
      await printed(`party:${party_id} 1 party_created`);
      await bob.request('party.join', { party_id });
      await bob.request('party.ready', { ready: true });
      await alice.request('party.promote', { target_id: 'bob' });
      await bob.request('party.kick', { target_id: 'alice' });
      await bob.request('party.dissolve', {});
      assert.equal(await watcher.ended, 0);
      assert.deepEqual(watcher.lines, linesOf(`party:${party_id}`));
    } finally {
      watcher.stop();
    }
  });

  async function enter(player_id: string) {
    const room = await app.sdk.joinOrCreate('lobby', { player_id });
    return room;
  }
});

/** Each change of a public party is sent to its own watchers and then to its lobby's, which never shows a kick. */
function linesOf(party: string): string[] {
  return [
    'hello',
    'subscribed lobby:main',
    'snapshot lobby:main',
    'lobby:main 1 party_created',
    `subscribed ${party}`,
    `${party} 1 party_created`,
    `${party} 2 player_joined bob`,
    'lobby:main 2 player_joined bob',
    `${party} 3 player_changed bob`,
    'lobby:main 3 player_changed bob',
    `${party} 4 leader_changed bob`,
    'lobby:main 4 leader_changed bob',
    `${party} 5 player_kicked alice`,
    'lobby:main 5 player_left alice',
    `${party} 6 party_dissolved`,
  ];
}
