import assert from 'node:assert/strict';
import { startApp, type TestApp, until } from '../../support/app.ts';
import { look, type Party, unityPlayers } from './players.ts';
import type { UnityPlayer } from './UnityPlayer.ts';

type Ticket = {
  TicketId: string;
  Status: string;
  Reason: string | null;
  Queue: { Place: number; HoldUp: object; Widening: object | null; Text: string } | null;
  Match: { Players: number } | null;
};

describe('The Unity client in the group finder', () => {
  const { enter: enterAt } = unityPlayers();
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.stop());

  const enter = (name: string) => enterAt(app.url, { name });
  const ticketIs = (player: UnityPlayer, test: (ticket: Ticket) => unknown) =>
    player.heard('TicketChanged', ({ value }) => test(value as Ticket));

  it('finds a group by its wishes, is told why it waits, and enters the run that all have accepted', async () => {
    const [ann, bob] = [await enter('Ann'), await enter('Bob')];
    const search = {
      PlayersMin: 2,
      PlayersMax: 2,
      Difficulties: ['hard'],
      Regions: [{ Region: 'eu-west', LatencyMs: 20 }],
      Roles: [{ Class: 'healer', Min: 1, Max: 1 }],
      Rating: 1500.5,
    };
    const waits = await ann.call<Ticket>('FindGroup', { search, me: { Class: 'tank' } });
    assert.deepEqual(
      [waits.Status, waits.Queue?.Place, waits.Queue?.Text],
      ['searching', 1, '1 of 2 players in eu-west'],
    );
    await bob.call('FindGroup', { search, me: { Class: 'healer' } });
    for (const player of [ann, bob])
      await ticketIs(player, ({ Status, Match }) => Status === 'proposed' && Match?.Players === 2);
    for (const player of [ann, bob]) await player.call('AcceptMatch');
    for (const player of [ann, bob]) {
      await ticketIs(player, ({ Reason }) => Reason === 'matched');
      await player.heard('RunEntered');
      await player.heard('PartyChanged', ({ value }) => (value as Party | null)?.Members.length === 2);
    }
    await until(async () => (await look(bob)).Run?.status === 'in_progress');
    await ann.call('run.Complete');
    await assert.rejects(ann.call('StopFinding'), { kind: 'ticket_not_found' });
  });

  it('is told what holds it up, and what widens next', async () => {
    const eve = await enter('Eve');
    const search = {
      PlayersMin: 3,
      PlayersMax: 3,
      Regions: [{ Region: 'eu-west' }, { Region: 'eu-central', AfterSeconds: 3_000 }],
      Roles: [{ Class: 'healer', Min: 1, Max: 1 }],
    };
    const waits = await eve.call<Ticket>('FindGroup', { search, me: { Class: 'tank' } });
    const { HoldUp, Widening } = waits.Queue!;
    assert.deepEqual(HoldUp, { Reason: 'too_few', Region: 'eu-west', Class: null, Have: 1, Need: 3 });
    assert.deepEqual(Widening, { Wish: 'regions', Region: 'eu-central', InSeconds: 3_000 });
    await eve.call('StopFinding');
  });

  it('stops looking, and declines a match', async () => {
    const [cat, dan] = [await enter('Cat'), await enter('Dan')];
    const search = { GameType: 'pvp', PlayersMin: 1, PlayersMax: 1, Teams: 2 };
    await cat.call('FindGroup', { search });
    assert.equal((await cat.call<Ticket>('StopFinding')).Reason, 'left');
    for (const player of [cat, dan]) await player.call('FindGroup', { search });
    for (const player of [cat, dan]) await ticketIs(player, ({ Status }) => Status === 'proposed');
    assert.equal((await cat.call<Ticket>('DeclineMatch')).Reason, 'declined');
    await ticketIs(dan, ({ Status }) => Status === 'searching');
    await dan.call('StopFinding');
  });
});
