import assert from 'node:assert/strict';
import type { Data } from '../../../src/domain/json.ts';
import { about, joining, leaving, PlayedLobby, readying, updating } from './PlayedLobby.ts';

describe('the versions of a dungeon party', () => {
  it('[PARTY-3] a new party has version 1, and each change adds one', () => {
    const game = new PlayedLobby();
    assert.equal(game.party.version, 1);
    game.join('bob');
    game.do(readying('bob'));
    game.do(updating('ann', { name: 'Others', locked: true, data: { floor: 3 } }));
    assert.equal(game.party.version, 4);
  });

  it('[PARTY-3] a command that asks for what is already so is accepted and changes nothing', () => {
    const game = new PlayedLobby({ data: { a: [1, { b: 2 }], c: null } }, 'bob');
    game.ignores(readying('bob', false));
    game.ignores(about('promote', 'ann', 'ann'));
    game.ignores(about('invite', 'ann', 'bob'));
    game.ignores(updating('ann', { name: 'Delvers', locked: false, data: { c: null, a: [1, { b: 2 }] } }));
    game.ignores({ type: 'ready', party_id: 'p', player_id: 'bob', changes: { class: null, data: {} } });
    assert.equal(game.party.version, 2);
  });

  it('[PARTY-3] any difference in the data is a change', () => {
    const game = new PlayedLobby({ data: { a: [] } });
    const steps: Data[] = [{ a: {} }, { a: null }, { a: [null] }, { a: [0] }, { b: [0] }, { b: [0], c: null }, {}];
    for (const data of steps) {
      assert.equal(game.do(updating('ann', { data })).events.length, 1, JSON.stringify(data));
    }
  });

  it('[PARTY-3] several members who leave at once are one change', () => {
    const game = new PlayedLobby({}, 'bob', 'cat');
    game.notice({ type: 'disconnected', player_id: 'ann' });
    game.notice({ type: 'disconnected', player_id: 'bob' });
    game.now += 60_000;
    const { version } = game.party;
    assert.equal(game.notice({ type: 'expire', party_id: 'p' }).length, 2);
    assert.equal(game.party.version, version + 1);
  });

  it('[PARTY-3] a command that names another version is refused first, even if it would change nothing', () => {
    const game = new PlayedLobby({}, 'bob');
    game.refuses('version_conflict', { ...updating('ann', { locked: true }), if_version: 1 });
    game.refuses('version_conflict', { ...updating('bob', { locked: true }), if_version: 1 });
    game.refuses('version_conflict', { ...joining('bob'), if_version: 1 });
    game.refuses('party_not_found', { ...leaving('bob', 'nowhere'), if_version: 1 });
    game.do({ ...updating('ann', { locked: true }), if_version: 2 });
    assert.equal(game.party.locked, true);
  });

  it('[PARTY-3] an update to undefined changes nothing', () => {
    const game = new PlayedLobby();
    game.ignores(updating('ann', {}));
    game.ignores(updating('ann', { name: undefined }));
    assert.equal(game.party.name, 'Delvers');
  });
});
