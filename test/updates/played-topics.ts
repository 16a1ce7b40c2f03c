import type { Room } from '@colyseus/sdk';
import { WebSocket } from 'ws';
import type { ToWatcher } from '../../src/protocol/to-watcher.ts';
import { Admin, ADMIN_ENV } from '../http/admin/admin.ts';
import { type FakeClock, type TestApp, until } from '../support/app.ts';

/** What `playTopics` needs of its server: an admin, and clients of several addresses. */
export const PLAYED_ENV = { ...ADMIN_ENV, TRUST_PROXY: 'loopback' };

type Asked = Record<string, unknown>;

/** A client of /updates that keeps every frame it gets. */
export class HeardFrames {
  readonly frames: ToWatcher[] = [];
  readonly socket: WebSocket;

  constructor(app: TestApp, query = '') {
    this.socket = new WebSocket(`${app.url.replace('http', 'ws')}/updates${query}`);
    this.socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as ToWatcher));
  }

  /** Resolves to the first matching frame, which may have arrived already. */
  async heard(fits: (frame: ToWatcher) => boolean, what: string): Promise<ToWatcher> {
    await until(() => this.frames.some(fits), what);
    return this.frames.find(fits)!;
  }

  async heardEvent(kind: string, event: string): Promise<void> {
    const fits = (frame: ToWatcher) =>
      frame.type === 'event' && frame.event === event && frame.topic.split(':')[0] === kind;
    await this.heard(fits, `${kind}.${event}`);
  }

  async ask(frame: Asked): Promise<void> {
    const had = this.frames.length;
    this.socket.send(JSON.stringify(frame));
    await until(() => this.frames.length > had, `an answer to ${JSON.stringify(frame)}`);
  }
}

/** Makes every event of every topic happen once, while a member watches them all. */
export async function playTopics(app: TestApp, clock: FakeClock): Promise<ToWatcher[]> {
  const watcher = new HeardFrames(app);
  await watcher.heard(({ type }) => type === 'hello', 'hello');
  await watcher.ask({ type: 'auth', player_id: 'alice', ref: 1 });
  await watcher.ask({ type: 'ping', ref: 'p' });
  await watcher.ask({ type: 'subscribe', ref: 2 });
  for (const topic of [{ board: true }, { world: 444 }, { lobby: 'main' }])
    await watcher.ask({ type: 'subscribe', ...topic });
  await playParty(app, watcher);
  // At the end, because it advances the clock, and with it the timers of rooms with players.
  await playDrops(app, clock, watcher);
  await playTicket(app, watcher);
  await watcher.ask({ type: 'unsubscribe', board: true });
  await watcher.ask({ type: 'subscribe', world: 444, since: 1_000_000 });
  await watcher.heard(({ type }) => type === 'resync', 'resync');
  watcher.socket.close();
  return watcher.frames;
}

async function playDrops(app: TestApp, clock: FakeClock, watcher: HeardFrames): Promise<void> {
  const drop = {
    world: 444,
    world_type: 'pvp',
    item_id: 1319,
    item_name: 'Rune 2h sword',
    quantity: 1,
    value: 38052,
    x: 3200,
    y: 3400,
  };
  const report = (reporter: string, more: object = {}) =>
    app.post('/drops', { ...drop, reporter, ...more }, { 'X-Forwarded-For': `192.0.2.${reporter.length}` });
  await report('a');
  await report('b');
  await watcher.heardEvent('world', 'drop_witnessed');
  await report('cc');
  await watcher.heardEvent('board', 'drop_confirmed');
  const admin = new Admin(app);
  await admin.do('POST', '/mutes', { address: '192.0.2.2' });
  await watcher.heardEvent('board', 'drops_recounted');
  await admin.do('POST', '/drop-parties/1/drops/1/confirm');
  await watcher.heardEvent('world', 'drop_confirmed');
  await report('a', { value: Number.MAX_SAFE_INTEGER });
  await admin.do('DELETE', '/drop-parties/1/drops/2');
  await watcher.heardEvent('board', 'drop_removed');
  clock.advance(300_000);
  await app.post('/parties/cleanup');
  await watcher.heardEvent('board', 'drop_party_ended');
}

async function playParty(app: TestApp, watcher: HeardFrames): Promise<void> {
  const [alice, bob] = [await enter(app, 'alice'), await enter(app, 'bob')];
  const { party_id } = await alice.request('party.create', { name: 'Delvers' });
  await watcher.ask({ type: 'subscribe', party_id, since: 0 });
  await alice.request('party.update', { difficulty: 'hard' });
  await alice.request('party.update', { privacy: 'private' });
  await alice.request('party.update', { privacy: 'public' });
  for (const leaves of [true, false]) {
    await bob.request('party.join', { party_id });
    await (leaves ? bob.request('party.leave', {}) : bob.request('party.ready', { ready: true }));
  }
  await alice.request('party.promote', { target_id: 'bob' });
  await bob.request('party.promote', { target_id: 'alice' });
  await alice.request('party.invite', { target_id: 'carol' });
  await playSession(app, alice, watcher);
  await alice.request('party.kick', { target_id: 'bob' });
  await alice.request('party.update', { password: 'sesame' });
  await app.post(`/party/${party_id}/request`, { player_id: 'carol', class: 'healer', message: 'Knows the way' });
  await alice.request('party.dissolve', {});
  await watcher.heardEvent('lobby', 'party_dissolved');
  await Promise.all([alice.leave(), bob.leave()]);
}

/** Alice's party looks for one more; the first match comes to nothing, and she gives up. */
async function playTicket(app: TestApp, watcher: HeardFrames): Promise<void> {
  const [alice, bob] = [await enter(app, 'alice'), await enter(app, 'bob')];
  const looking = { difficulties: ['hard'], players_min: 3, players_max: 3 };
  const { party_id } = await alice.request('party.create', {});
  const { ticket } = await alice.request('queue.join', looking);
  await watcher.ask({ type: 'subscribe', ticket_id: ticket.ticket_id, since: 0 });
  await bob.request('party.join', { party_id });
  await app.post('/queue', { player_id: 'carol', ...looking });
  await watcher.heardEvent('ticket', 'match_proposed');
  await alice.request('queue.accept', {});
  const carol = await enter(app, 'carol');
  await carol.request('queue.decline', {});
  await watcher.heardEvent('ticket', 'match_failed');
  await alice.request('queue.leave', {});
  await watcher.heardEvent('ticket', 'ticket_ended');
  await alice.request('party.dissolve', {});
  await Promise.all([alice, bob, carol].map((room) => room.leave()));
}

/** Bob joins and leaves; alice, who leads, stays to the end. */
async function playSession(app: TestApp, alice: Room, watcher: HeardFrames): Promise<void> {
  const { session_id } = await alice.request('party.start', { force: true });
  await watcher.ask({ type: 'subscribe', session_id, since: 0 });
  const bob = await app.sdk.joinById(session_id, { player_id: 'bob' });
  const run = await app.sdk.joinById(session_id, { player_id: 'alice' });
  await watcher.heardEvent('session', 'session_started');
  await run.request('session.player_data', { player_data: { spell: 'ice' } });
  await run.request('session.progress', { current_floor: 2, progress: { boss: 'down' } });
  await bob.request('session.leave', {});
  await run.request('session.complete', { result: { gold: 12 } });
  await watcher.heardEvent('party', 'session_complete');
}

async function enter(app: TestApp, player_id: string): Promise<Room> {
  const room = await app.sdk.joinOrCreate('lobby', { player_id });
  return room;
}
