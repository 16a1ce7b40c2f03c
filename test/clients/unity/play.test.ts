import assert from 'node:assert/strict';
import { FakeClock, readJson, startApp, type TestApp, until } from '../../support/app.ts';
import { look, type Party, unityPlayers } from './players.ts';
import type { UnityPlayer } from './UnityPlayer.ts';

describe('The Unity client', () => {
  const { prepare, enter: enterAt } = unityPlayers();
  let app: TestApp;
  before(async () => {
    app = await startApp({ now: new FakeClock().now });
  });
  after(() => app.stop());

  const enter = (name: string, options: object = {}) => enterAt(app.url, { name, ...options });
  const create = (player: UnityPlayer, settings: object = {}) => player.call<Party>('CreateParty', { settings });
  /** Resolves with the last PartyChanged event when it passes. Earlier ones do not count: a party may be null before and after another. */
  const partyIs = async (player: UnityPlayer, test: (party: Party | null) => unknown) => {
    const last = () => player.events.findLast(({ event }) => event === 'PartyChanged');
    await player.eventually(() => last() && test(last()!.value as Party | null), 'PartyChanged');
    return last()!;
  };

  it('forms a party, enters its session with the seats that the server sent, and gets the result; the party remains', async () => {
    const [ann, bob] = [await enter('Ann'), await enter('Bob')];
    const { JoinCode } = await create(ann, { Name: 'Delvers', Privacy: 'private', MaxPlayers: 2 });
    assert.equal((await bob.call<Party>('JoinByCode', { code: JoinCode.toLowerCase() })).Name, 'Delvers');
    await partyIs(ann, (party) => party?.Members.length === 2);
    await bob.call('SetReady', { me: { Class: 'archer', DataJson: '{"hp":9}' } });
    const sessionId = await ann.call('StartRun');
    for (const player of [ann, bob]) await player.heard('RunEntered', ({ value }) => value === sessionId);
    assert.deepEqual(
      [...ann.posted, ...bob.posted].filter((path) => path.includes('joinById')),
      [],
    );
    await until(async () => (await look(bob)).Run?.status === 'in_progress');
    await ann.call('run.ReportProgress', { progress: { CurrentFloor: 2 } });
    await until(async () => (await look(bob)).Run?.current_floor === 2);
    await assert.rejects(bob.call('run.Complete'), { kind: 'not_leader' });
    await ann.call('run.Complete', { resultJson: '{"gold":12}' });
    for (const player of [ann, bob]) {
      await player.heard('RunEnded', ({ value }) => value === 'Complete');
      await partyIs(player, (party) => party?.SessionId === null);
    }
  });

  it('attaches callbacks to the first state of the lobby', async () => {
    const ann = await enter('Ann');
    const bob = await enter('Bob');
    await create(ann, { Name: 'Shown' });
    await bob.heard('PartyAdded', ({ value }) => value === 'Shown');
    const late = await enter('Carol');
    await late.heard('PartyAdded', ({ value }) => value === 'Shown');
    await ann.call('LeaveParty');
    for (const player of [bob, late]) await player.heard('PartyRemoved', ({ value }) => value === 'Shown');
  });

  it('enters a session by its id where the seat has expired, and where the game calls EnterRun', async () => {
    const ann = await enter('Ann');
    const bob = await enter('Bob', { staysOut: true });
    const { PartyId } = await create(ann);
    await bob.call('JoinParty', { partyId: PartyId });
    ann.losesSeats = true;
    const sessionId = await ann.call('StartRun', { force: true });
    await until(() => ann.posted.includes(`matchmake/joinById/${String(sessionId)}`));
    ann.losesSeats = false;
    await ann.heard('RunEntered', ({ value }) => value === sessionId);
    assert.equal(
      bob.events.some(({ event }) => event === 'RunEntered'),
      false,
    );
    assert.equal(await bob.call('EnterRun', { sessionId }), sessionId);
  });

  it('retries entering a session after a transient failure', async () => {
    const ann = await enter('Ann', { standsStill: true });
    await create(ann);
    ann.losesSeats = true;
    ann.failingEntries = 1;
    const sessionId = await ann.call('StartRun');
    await until(() => ann.failingEntries === 0 && ann.unanswered === 0, 'a failed try');
    ann.losesSeats = false;
    await ann.call('advance', { seconds: 1 });
    await ann.heard('RunEntered', ({ value }) => value === sessionId);
    assert.equal(ann.posted.filter((path) => path.startsWith('matchmake/joinById/')).length, 2);
    assert.ok(!ann.events.some(({ event }) => event === 'Failed'));
  });

  it('declines an invite, and accepts a second one', async () => {
    const [ann, bob] = [await enter('Ann'), await enter('Bob')];
    const { PartyId } = await create(ann, { Name: 'Delvers', Privacy: 'private' });
    const playerId = (await look(bob)).PlayerId;
    await ann.call('Invite', { playerId });
    const { value } = await bob.heard('Invited');
    assert.deepEqual(
      { ...(value as object), ExpiresAt: 0 },
      { PartyId, Name: 'Delvers', By: (await look(ann)).PlayerId, ExpiresAt: 0 },
    );
    await bob.call('DeclineInvite', { partyId: PartyId });
    await assert.rejects(bob.call('AcceptInvite', { partyId: PartyId }), { kind: 'invite_not_found' });
    await ann.call('Invite', { playerId });
    assert.equal((await bob.call<Party>('AcceptInvite', { partyId: PartyId })).PartyId, PartyId);
  });

  it('asks a private party to be let in, is declined, and is let into another', async () => {
    const [ann, cat, bob] = [await enter('Ann'), await enter('Cat'), await enter('Bob')];
    const { PartyId } = await create(ann, { Privacy: 'private' });
    const other = await create(cat, { Privacy: 'private' });
    const { PlayerId } = await look(bob);
    assert.equal(await bob.call('RequestToJoin', { partyId: PartyId, message: 'Healer' }), null);
    const { value } = await ann.heard('JoinRequested');
    const { Name, Message } = value as { Name: string; Message: string };
    assert.deepEqual([Name, Message], ['Bob', 'Healer']);
    await ann.heard('PartyChanged', (event) => (event.value as { Requests: object[] } | null)?.Requests.length === 1);
    await ann.call('DeclineRequest', { playerId: PlayerId });
    assert.equal((await bob.heard('RequestEnded', (event) => event.value === PartyId)).text, 'declined');
    await assert.rejects(bob.call('RequestToJoin', { partyId: PartyId }), { kind: 'request_declined' });
    await bob.call('RequestToJoin', { partyId: other.PartyId });
    await bob.call('WithdrawRequest', { partyId: other.PartyId });
    await bob.call('RequestToJoin', { partyId: other.PartyId });
    await cat.call('AcceptRequest', { playerId: PlayerId });
    await bob.heard('RequestEnded', ({ text }) => text === 'joined');
    await bob.heard('PartyChanged', (event) => (event.value as Party | null)?.PartyId === other.PartyId);
  });

  it('leaves the party and its session when it is kicked, and cannot rejoin', async () => {
    const [ann, bob] = [await enter('Ann'), await enter('Bob')];
    const { PartyId } = await create(ann);
    await bob.call('JoinParty', { partyId: PartyId });
    await ann.call('StartRun', { force: true });
    await bob.heard('RunEntered');
    await ann.call('Kick', { playerId: (await look(bob)).PlayerId });
    assert.equal((await partyIs(bob, (party) => party === null)).reason, 'kicked');
    await bob.heard('RunEnded', ({ value }) => value === 'Left');
    await assert.rejects(bob.call('JoinParty', { partyId: PartyId }), { kind: 'banned' });
    assert.equal((await look(bob)).Connection, 'Online');
  });

  it('does not enter a session again that it has left for good', async () => {
    const ann = await enter('Ann', { player_id: 'ann-who-leaves' });
    const bob = await enter('Bob');
    const { PartyId } = await create(ann);
    await bob.call('JoinParty', { partyId: PartyId });
    await ann.call('StartRun', { force: true });
    for (const player of [ann, bob]) await player.heard('RunEntered');
    await ann.call('run.Leave');
    await ann.heard('RunEnded', ({ value }) => value === 'Left');
    const again = await enter('Ann', { player_id: 'ann-who-leaves' });
    await partyIs(again, (party) => party?.PartyId === PartyId);
    await until(() => again.posted.some((path) => path.startsWith('matchmake/joinById/')));
    await again.call('SetReady').catch(() => undefined);
    assert.deepEqual(
      again.events.filter(({ event }) => event === 'Failed' || event === 'RunEntered'),
      [],
    );
  });

  it('enters the session of its party after a restart of the game, and where the message with its seat is lost', async () => {
    const ann = await enter('Ann', { player_id: 'ann-twice', standsStill: true });
    await create(ann);
    ann.losesSeatMessages = true;
    const sessionId = await ann.call('StartRun');
    await partyIs(ann, (party) => party?.SessionId === sessionId);
    await ann.call('advance', { seconds: 2 });
    await ann.heard('RunEntered', ({ value }) => value === sessionId);
    ann.stop();
    const again = await enter('Ann', { player_id: 'ann-twice' });
    await again.heard('RunEntered', ({ value }) => value === sessionId);
    await again.call('run.ReportProgress', { progress: { CurrentFloor: 7 } });
  });

  it('uses REST where no socket can be opened', async () => {
    const ann = await prepare(app.url, { rest: true });
    ann.hasNoSockets = true;
    await assert.rejects(ann.call('Connect'), { kind: 'unreachable' });
    assert.equal((await look(ann)).Connection, 'Offline');
    const { PartyId } = await create(ann, { Name: 'By REST' });
    assert.equal((await look(ann)).Party?.PartyId, PartyId);
    const sessionId = await ann.call<string>('StartRun', { force: true });
    const { status } = await readJson<{ status: string }>(await app.get(`/session/${sessionId}`));
    assert.equal(status, 'waiting');
    await ann.call('LeaveParty');
    assert.equal((await look(ann)).Party, null);
    const strict = await prepare(app.url);
    strict.hasNoSockets = true;
    await assert.rejects(strict.call('Connect'), { kind: 'unreachable' });
    await assert.rejects(create(strict), { kind: 'unreachable' });
  });

  it('can disconnect from the lobby and connect again', async () => {
    const ann = await enter('Ann');
    const { PartyId } = await create(ann);
    await ann.call('Disconnect');
    assert.equal((await look(ann)).Connection, 'Offline');
    await assert.rejects(ann.call('SetReady'), { kind: 'unreachable' });
    await ann.call('Connect');
    await partyIs(ann, (party) => party?.PartyId === PartyId);
    assert.deepEqual(await ann.call('LeaveParty'), null);
  });
});
