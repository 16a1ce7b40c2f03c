import assert from 'node:assert/strict';
import { type DungeonParty, DUNGEON_PARTY_RULES, lastHeardAt } from '../../../src/domain/dungeons/dungeon-party.ts';
import { givenFullTime, silences } from '../../../src/domain/dungeons/notice-silence.ts';
import type { Calls } from '../../../src/domain/rest-presence.ts';
import { newcomer, newParty, PlayedLobby, T0 } from './PlayedLobby.ts';

const MINUTE = 60_000;
const PRESENCE = 90_000;

/** A lobby with the party `q` of members by REST, led by bob, and what is known of their calls. */
class QuietLobby extends PlayedLobby {
  readonly calls = new Map<string, Calls>();

  constructor(...others: string[]) {
    super();
    this.do({ type: 'create', party: newParty('q'), player: newcomer('bob', 'rest') });
    for (const player of others)
      this.do({ type: 'join', party_id: 'q', player: newcomer(player, 'rest'), password: null });
    for (const player of ['bob', ...others]) this.calls.set(player, { at: T0, isCall: true, beats: false });
  }

  get quiet(): DungeonParty {
    return this.lobby.parties.get('q')!;
  }

  call(player: string, beats = false): void {
    this.calls.set(player, { at: this.now, isCall: true, beats });
  }

  /** Everything that is to be noticed now, until there is nothing more. */
  listen(): string[] {
    const due = silences(this.lobby, (id) => this.calls.get(id)!, this.now, DUNGEON_PARTY_RULES);
    for (const notice of due) this.notice(notice);
    return due.map((notice) => `${notice.type} ${'player_id' in notice ? notice.player_id : ''}`);
  }

  after(ms: number): string[] {
    this.now = T0 + ms;
    return this.listen();
  }

  presenceOf(player: string) {
    return this.quiet.members.find(({ player_id }) => player_id === player)!.presence;
  }
}

describe('members without a connection', () => {
  it('[PARTY-11] who send heartbeats are away after 90 s without a call, and leave after the grace', () => {
    const game = new QuietLobby('cat');
    game.call('bob', true);
    game.calls.set('cat', { at: T0, isCall: true, beats: true });
    assert.deepEqual(game.after(PRESENCE - 1), []);
    game.call('cat', true);
    assert.deepEqual(game.after(PRESENCE), ['not_heard bob']);
    assert.deepEqual(game.presenceOf('bob'), { status: 'away', since: T0 + PRESENCE, heard_at: T0 });
    game.now = T0 + PRESENCE + MINUTE;
    game.notice({ type: 'expire', party_id: 'q' });
    assert.deepEqual([game.quiet.members.length, game.quiet.leader_id], [1, 'cat']);
  });

  it('[PARTY-11] who never sent one are silent after 90 s and away after 15 min', () => {
    const game = new QuietLobby();
    assert.deepEqual(game.after(PRESENCE - 1), []);
    assert.deepEqual(game.after(PRESENCE), ['silent bob']);
    assert.deepEqual(game.presenceOf('bob'), { status: 'rest', heard_at: T0 });
    assert.deepEqual(game.after(10 * PRESENCE - 1), []);
    assert.deepEqual(game.after(10 * PRESENCE), ['not_heard bob']);
    assert.deepEqual(game.presenceOf('bob'), { status: 'away', since: T0 + 10 * PRESENCE, heard_at: T0 });
    assert.deepEqual(game.after(10 * PRESENCE + 1), []);
  });

  it('[PARTY-11] are there again with their next call, silent or away', () => {
    const game = new QuietLobby();
    game.after(PRESENCE);
    game.call('bob');
    assert.deepEqual([game.listen(), game.presenceOf('bob')], [['heard bob'], { status: 'rest' }]);
    game.after(11 * PRESENCE);
    assert.equal(game.presenceOf('bob').status, 'away');
    game.call('bob');
    assert.deepEqual([game.listen(), game.presenceOf('bob')], [['heard bob'], { status: 'rest' }]);
  });

  it('[PARTY-11] who lost a connection are not back with a call, but with a heartbeat', () => {
    const game = new QuietLobby();
    game.notice({ type: 'connected', player_id: 'bob' });
    game.notice({ type: 'disconnected', player_id: 'bob' });
    game.call('bob');
    assert.deepEqual(game.listen(), []);
    game.notice({ type: 'heard', player_id: 'bob' });
    assert.deepEqual(game.presenceOf('bob'), { status: 'rest' });
  });

  it('[PARTY-11] a start of the server is no call: who was silent stays so, for the whole time at most', () => {
    const game = new QuietLobby();
    game.after(PRESENCE);
    game.calls.set('bob', { at: game.now, isCall: false, beats: false });
    assert.deepEqual(game.listen(), []);
    assert.deepEqual(game.after(11 * PRESENCE), ['not_heard bob']);
    assert.deepEqual(game.presenceOf('bob'), { status: 'away', since: game.now, heard_at: T0 });
  });

  it('[PARTY-12] fall silent in no session, and have the whole time after it', () => {
    const game = new QuietLobby('cat');
    game.do({ type: 'start', party_id: 'q', player_id: 'bob', session_id: 's', seed: 7, force: true });
    assert.deepEqual(game.after(20 * PRESENCE), []);
    const ended = game.notice({ type: 'session_ended', party_id: 'q', session_id: 's' });
    assert.deepEqual(givenFullTime(game.lobby, ended), ['bob', 'cat']);
  });

  it('[PARTY-3] the silence of a member leaves the version and the time of the last change as they are', () => {
    const game = new QuietLobby();
    const { version, updated_at } = game.quiet;
    game.after(PRESENCE);
    game.call('bob');
    game.listen();
    assert.deepEqual([game.quiet.version, game.quiet.updated_at], [version, updated_at]);
    game.after(11 * PRESENCE);
    assert.equal(game.quiet.version, version + 1);
  });

  it('[PARTY-11] a party shows when it was last heard of only while nobody is there', () => {
    const game = new QuietLobby('cat');
    game.now = T0 + 1_000;
    game.call('cat');
    game.after(PRESENCE);
    assert.equal(lastHeardAt(game.quiet), null);
    game.after(PRESENCE + 1_000);
    assert.equal(lastHeardAt(game.quiet), T0 + 1_000);
    game.after(10 * PRESENCE + 1_000);
    assert.equal(lastHeardAt(game.quiet), T0 + 1_000);
    game.call('bob');
    game.listen();
    assert.equal(lastHeardAt(game.quiet), null);
  });

  it('[PARTY-8] when the leader leaves, the longest-standing member who is there leads', () => {
    const game = new QuietLobby('cat', 'dan');
    game.now = T0 + MINUTE;
    game.call('dan');
    game.call('bob');
    game.after(PRESENCE);
    game.do({ type: 'leave', party_id: 'q', player_id: 'bob' });
    assert.equal(game.quiet.leader_id, 'dan');
  });

  it('[PARTY-10] a quick join prefers a smaller party where somebody is there to a fuller one where nobody is', () => {
    const game = new QuietLobby('cat');
    game.after(PRESENCE);
    const quickJoin = (player: string) =>
      game.do({ type: 'quick_join', party: newParty(`of ${player}`), player: newcomer(player), filter: {} });
    assert.equal(quickJoin('dan').party_id, 'p');
    game.do({ type: 'update', party_id: 'p', player_id: 'ann', changes: { locked: true } });
    assert.equal(quickJoin('eve').party_id, 'q');
  });
});
