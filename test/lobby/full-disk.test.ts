import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import type { MemberDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { appForSuite, FakeClock, readJson, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';
import {
  ask,
  joinById,
  joinLobby,
  type LobbyClient,
  memberOf,
  MessageDoor,
  type SessionClient,
} from './message-door.ts';

describe('while the disk is full', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });
  let door: MessageDoor;
  let watcher: LobbyClient;
  let mend = () => {};
  before(async () => {
    door = new MessageDoor(app, clock);
    watcher = await joinLobby(app);
  });
  afterEach(() => mend());

  let failed = 0;
  const fill = () => {
    failed = 0;
    mend = aroundStore('commit', () => {
      failed += 1;
      return Promise.reject(new AppError('storage_unavailable'));
    });
  };
  const partyOf = async (id: string) => readJson<MemberDungeonParty>(await app.get(`/party/${id}`));

  it('[STORE-5] commands are refused and not shown while the disk is full, and succeed once it has room again', async () => {
    const { party_id } = await door.create('ann');
    const room = await door.lobby('ann');
    fill();
    await assert.rejects(ask(room, 'party.lock', {}), { kind: 'storage_unavailable' });
    await assert.rejects(door.create('bob'), { kind: 'storage_unavailable' });
    mend();
    assert.equal((await partyOf(party_id)).locked, false);
    assert.equal(watcher.state.parties.get(party_id)?.locked, false);
    await ask(room, 'party.lock', {});
    await until(() => watcher.state.parties.get(party_id)?.locked);
  });

  it('[STORE-5] [PARTY-11] a player who disconnects while the disk is full is marked away once that can be stored', async () => {
    await door.create('cat');
    await until(() => memberOf(watcher, 'cat')?.connected);
    fill();
    await (await door.lobby('cat')).leave(false);
    await until(() => failed > 0);
    mend();
    assert.equal(memberOf(watcher, 'cat')?.connected, true, 'not shown before it is stored');
    clock.advance(1_000);
    await until(() => memberOf(watcher, 'cat')?.connected === false);
  });

  it('[STORE-1] a member whose return cannot be stored is refused and told why', async () => {
    await door.create('dan');
    await door.loseConnection('dan');
    fill();
    await assert.rejects(joinLobby(app, 'dan'), { code: 503, message: /could not be stored/ });
    mend();
    await (await joinLobby(app, 'dan')).leave();
  });

  it('[STORE-5] [PARTY-16] a party is told of the end of its run once that can be stored', async () => {
    const { party_id } = await door.create('eve');
    const { session_id } = await door.request('eve', 'party.start', { party_id });
    const run = await joinById<SessionClient>(app, session_id!, 'eve');
    await until(() => run.state.status === 'in_progress');
    let commits = 0;
    mend = aroundStore('commit', (proceed) =>
      // The first commit, the end of the session, is stored; then the disk is full.
      ++commits === 1 ? proceed() : Promise.reject(new AppError('storage_unavailable')),
    );
    await ask(run, 'session.complete', {});
    await until(() => commits === 2);
    mend();
    assert.equal((await partyOf(party_id)).session_id, session_id);
    clock.advance(1_000);
    await until(async () => (await partyOf(party_id)).session_id === null);
  });
});
