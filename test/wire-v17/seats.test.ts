import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { Client as Client18 } from '@colyseus/sdk';
import { Client, type Room } from 'colyseus-sdk-v17';
import type { SessionState } from '../../src/rooms/schema/session.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { ask } from '../lobby/message-door.ts';
import { allShow, heard, ignoringMessages, say } from './beside.ts';

/** A seat, as in messages and in the answers of matchmaking. */
type Seat = { name: string; sessionId: string; roomId: string; processId: string; publicAddress?: string };

/** A proxy that serves the server below `/game`, and records the paths of requests. */
class Proxy {
  readonly asked: string[] = [];
  readonly #server: Server;
  target = 0;

  constructor() {
    this.#server = createServer((socket) => {
      socket.once('data', (head: Buffer) => {
        const text = head.toString('latin1');
        this.asked.push(text.slice(0, text.indexOf('?')));
        const upstream = connect(this.target, '127.0.0.1');
        upstream.write(text.replace(' /game/', ' /'), 'latin1');
        socket
          .on('error', () => upstream.destroy())
          .pipe(upstream.on('error', () => socket.destroy()))
          .pipe(socket);
      });
    });
  }

  async listen(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}/game`;
  }

  close(): void {
    this.#server.close();
  }
}

for (const isPublic of [false, true]) {
  describe(`Seats at /v17, ${isPublic ? 'with' : 'without'} a PUBLIC_ADDRESS,`, () => {
    const proxy = new Proxy();
    let address: string;
    let app: TestApp;
    before(async () => {
      address = await proxy.listen();
      app = await startApp({ env: isPublic ? { PUBLIC_ADDRESS: address } : {} });
      proxy.target = app.port;
    });
    after(async () => {
      await app.stop();
      proxy.close();
    });

    it('lead clients with 0.17 to /v17 and those with 0.18 not, and both play one session', async () => {
      const old = ignoringMessages(new Client(`${app.url}/v17`));
      const now = ignoringMessages(new Client18(app.url));
      const ann: Room = await old.joinOrCreate('lobby', { player_id: 'ann' });
      const bob = await now.joinOrCreate('lobby', { player_id: 'bob' });
      for (const room of [ann, bob]) heard(room, 'party');
      const [toAnn, toBob] = [ann, bob].map((room) => heard<{ reservation: Seat }>(room, 'session')) as [
        { reservation: Seat }[],
        { reservation: Seat }[],
      ];
      const { party_id } = await say(ann, 'party.create');
      await ask(bob, 'party.join', { party_id });
      const { session_id } = await say(ann, 'party.start', { force: true });
      await allShow(ann, bob);
      const [seatOfAnn, seatOfBob] = [toAnn[0]!.reservation, toBob[0]!.reservation];
      assert.deepEqual(
        [seatOfAnn.publicAddress, seatOfBob.publicAddress],
        isPublic ? [`${address}/v17`, address] : [undefined, undefined],
      );
      const annsSession: Room<unknown, SessionState> = await old.consumeSeatReservation(seatOfAnn);
      const bobsSession = await now.consumeSeatReservation(seatOfBob);
      await allShow(annsSession, bobsSession);
      assert.equal(annsSession.roomId, `session-${session_id}`);
      await say(annsSession, 'session.start');
      await ask(bobsSession, 'session.player_data', { player_data: { hp: 3 } });
      await say(annsSession, 'session.progress', { current_floor: 2, current_position: { x: 1.5, y: -2 } });
      const { current_floor, current_position } = await allShow<
        Pick<SessionState, 'current_floor' | 'current_position'>
      >(annsSession, bobsSession);
      assert.deepEqual({ current_floor, current_position }, { current_floor: 2, current_position: { x: 1.5, y: -2 } });
      assert.equal((await say(annsSession, 'session.complete', { outcome: 'nothing' })).kind, 'validation_failed');
      assert.equal(await annsSession.leave(), 4000);
      assert.equal(
        (await allShow<{ players: Record<string, { left: boolean }> }>(bobsSession)).players.ann!.left,
        true,
      );
      await Promise.all([ann.leave(), bob.leave(), bobsSession.leave()]);
      const paths = proxy.asked.map((path) => path.replace(seatOfAnn.processId, 'process'));
      const v17 = ['lobby-main', seatOfAnn.roomId].map((room) => `GET /game/v17/process/${room}`);
      const v18 = ['lobby-main', seatOfAnn.roomId].map((room) => `GET /game/process/${room}`);
      assert.deepEqual(paths, isPublic ? [v17[0], v18[0], v17[1], v18[1]] : []);
    });

    it('from matchmaking differ only in the public address, for every way of joining', async () => {
      const asked = ['joinOrCreate/board', 'join/lobby', 'joinById/drops-302'];
      for (const path of asked) {
        const [old, now] = (await Promise.all(
          ['/v17', ''].map(async (prefix) => (await app.post(`${prefix}/matchmake/${path}`, {})).json()),
        )) as [Seat, Seat];
        assert.deepEqual(
          { ...old, sessionId: '', publicAddress: now.publicAddress },
          { ...now, sessionId: '', publicAddress: now.publicAddress },
        );
        assert.equal(old.publicAddress, isPublic ? `${address}/v17` : undefined);
      }
    });
  });
}
