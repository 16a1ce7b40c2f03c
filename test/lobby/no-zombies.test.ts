import assert from 'node:assert/strict';
import type { AppError } from '../../src/errors.ts';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { matchMaker } from '@colyseus/core';
import { appForSuite, FakeClock, readJson, until } from '../support/app.ts';
import { connectRaw, ROOM_DATA } from '../support/raw.ts';
import { restDoor } from '../support/rest-door.ts';

const PARTIES = 2_000;
/** Warm-up: caches fill and code is compiled. */
const SETTLED_AFTER = 1_000;
const AT_ONCE = 100;

/** Fraction by which the heap may grow after the warm-up: about 4 KB per party. */
const HEAP_GROWTH_MAX = 0.08;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

type Message = Record<string, string | true>;

/** Encodes short strings and small maps as msgpack. */
function packed(value: string | true | Message): Buffer {
  if (value === true) return Buffer.from([0xc3]);
  if (typeof value !== 'string') {
    const entries = Object.entries(value);
    return Buffer.concat([Buffer.from([0x80 | entries.length]), ...entries.flat().map(packed)]);
  }
  const head = value.length < 32 ? [0xa0 | value.length] : [0xd9, value.length];
  return Buffer.concat([Buffer.from(head), Buffer.from(value)]);
}

describe('ended parties and runs', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });

  const seat = async (room: string, player_id: string) =>
    readJson<{ processId: string; roomId: string; sessionId: string }>(
      await app.post(`/matchmake/joinById/${room}`, { player_id }),
    );
  const enter = async (room: string, player_id: string, acknowledge = true) => {
    const { processId, roomId, sessionId } = await seat(room, player_id);
    return connectRaw(`${app.url}/${processId}/${roomId}?sessionId=${sessionId}`, acknowledge);
  };
  /** Sends a message and disconnects before the answer arrives. */
  const sayAndVanish = async (room: string, player_id: string, type: string, message: Message) => {
    const { socket, closed } = await enter(room, player_id);
    socket.send(Buffer.concat([Buffer.from([ROOM_DATA]), packed(type), packed(message)]), () => socket.terminate());
    await closed;
  };

  /** Plays one party and its session to the end. Each ends differently, with clients that disconnect at the worst moments. */
  async function live(i: number): Promise<void> {
    const rest = restDoor(app, clock);
    const [leader, member] = [`leader-${i}`, `member-${i}`];
    if (i % 8 === 7)
      return sayAndVanish('lobby-main', leader, 'party.create', i % 64 === 7 ? { password: 'slow' } : {});
    const { party_id } = await rest.create(leader);
    if (i % 8 === 0) await sayAndVanish('lobby-main', member, 'party.join', { party_id });
    else await rest.request(member, 'party.join', { party_id });
    if (i % 8 === 1) await sayAndVanish('lobby-main', member, 'party.ready', {});
    if (i % 8 === 2) return sayAndVanish('lobby-main', leader, 'party.start', { force: true });
    const { session_id } = await rest.request(leader, 'party.start', { party_id, force: true });
    if (i % 8 === 3) await seat(session_id!, member);
    if (i % 8 === 4) {
      const { socket, closed } = await enter(session_id!, member, false);
      socket.terminate();
      await closed;
    }
    if (i % 8 === 5) await sayAndVanish(session_id!, member, 'session.ready', {});
    if (i % 8 === 6) return end(rest, leader, member, party_id);
    // The member's last message may have set its ready flag and so started the session.
    if (i % 8 === 5) return void (await rest.request(leader, 'session.leave', { session_id }));
    // It has already started if everybody happened to be connected and ready.
    await rest.request(leader, 'session.start', { session_id }).catch((error: AppError) => {
      if (error.kind !== 'session_started') throw error;
    });
    await rest.request(leader, 'session.complete', { session_id });
  }

  /** Ends the session by leaving the party, which tells the session. */
  async function end(rest: ReturnType<typeof restDoor>, leader: string, member: string, party_id: string) {
    await rest.request(leader, 'party.leave', { party_id });
    await rest.request(member, 'party.leave', { party_id });
  }

  async function round(first: number): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => live(first + i)));
    // First the graces of disconnected players, in the session and then in the party; then a day, which ends what REST players left open.
    const steps = [61_000, 61_000, 86_400_000];
    for (let i = 0; (await listed('/party')) + (await listed('/sessions')) > 0; i++) {
      assert.ok(i < 30, 'all parties and sessions end');
      clock.advance(steps[i % 3]!);
      await until(() => lobby().clock.currentTime === clock.time, 'a tick of the lobby');
    }
    clock.advance(61_000);
    await until(async () => (await runRooms()).length === 0, "the end of the runs' rooms");
    await until(() => seats() === 0 && lobby().clients.length === 0, 'no seat is kept');
  }

  const lobby = () => matchMaker.getLocalRoomById('lobby-main');
  const runRooms = () => matchMaker.query({ name: 'dungeon_session' });
  const listed = async (path: string) => {
    const lists = await readJson<Record<string, unknown[]>>(await app.get(path));
    return (lists.parties ?? lists.sessions)!.length;
  };
  const seats = () => Reflect.ownKeys((lobby() as unknown as { _reservedSeats: object })._reservedSeats).length;
  const timers = () => ({
    process: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    lobby: lobby().clock.delayed.filter(({ active }) => active).length,
  });
  const heapBytes = () => {
    for (let i = 0; i < 4; i++) collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  it(`after ${PARTIES} parties and runs no room, seat or timer is left over, and the heap has not grown`, async () => {
    for (let made = 0; made < SETTLED_AFTER; made += AT_ONCE) await round(made);
    const [timersBefore, heapBefore] = [timers(), heapBytes()];
    for (let made = SETTLED_AFTER; made < PARTIES; made += AT_ONCE) await round(made);
    assert.deepEqual([(await runRooms()).length, seats()], [0, 0]);
    await until(() => timers().process <= timersBefore.process, JSON.stringify(process.getActiveResourcesInfo()));
    assert.equal(timers().lobby, timersBefore.lobby);
    const heap = heapBytes();
    assert.ok(heap < heapBefore * (1 + HEAP_GROWTH_MAX), `${heapBefore} bytes became ${heap}`);
  }).timeout(180_000);
});
