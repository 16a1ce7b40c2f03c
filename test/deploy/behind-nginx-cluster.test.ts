import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { json } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CloseCode, type Room } from '@colyseus/sdk';
import { WebSocket } from 'ws';
import { useWindows } from '../board/fixtures.ts';
import { CutProxy } from '../support/CutProxy.ts';
import { freePort } from '../support/free-port.ts';
import { needNginx, Nginx } from '../support/Nginx.ts';
import { needsPostgres } from '../support/postgres.ts';
import { ProcessGroup } from '../support/ProcessGroup.ts';
import { JOIN_ROOM } from '../support/raw.ts';
import { needsRedis } from '../support/redis.ts';
import { TestClient } from '../support/TestClient.ts';
import { until } from '../support/until.ts';
import { watch } from '../updates/TestWatcher.ts';

const PASSWORD = 'correct horse';

/** All of 127.0.0.0/8 is this machine. nginx reaches the processes from another address than this client reaches nginx. */
const CLIENT = '127.0.0.2';

/** Worlds, and lobbies, that are asked for at a time: enough that both processes have some. */
const ROOMS = 24;

const PROCESSES = ['p1', 'p2'] as const;

type Seat = { processId: string; roomId: string; sessionId: string; publicAddress: string };

describe('two processes behind nginx with TLS, by deploy/nginx.cluster.conf', () => {
  needsPostgres();
  needsRedis();

  const open = useWindows();
  let group: ProcessGroup;
  let nginx: Nginx;
  /** The network between the clients and nginx. */
  let network: CutProxy;
  const trusted = getCACertificates();
  const worldOf = new Map<string, number>();
  const lobbyOf = new Map<string, string>();
  before(async function () {
    needNginx(this);
    const port = await freePort();
    network = await CutProxy.start(port);
    const env = { TRUST_PROXY: '127.0.0.1', ADMIN_PASSWORD: PASSWORD, DEDUPE_WINDOW_MS: '0' };
    group = await ProcessGroup.start(2, { env, publicAddress: (number) => `127.0.0.1:${network.port}/p${number}` });
    const [first, second] = group.processes.map(({ url }) => Number(new URL(url).port)) as [number, number];
    nginx = await Nginx.startCluster([first, second], port);
    setDefaultCACertificates([...trusted, nginx.ca]);
    let world = 301;
    // Others than before: until the first process knows of the second, it takes whatever it is asked for.
    await until(async () => {
      for (const end = world + ROOMS; world < end; world++) {
        worldOf.set(await ownerOf('drop_tracker', { world }), world);
        lobbyOf.set(await ownerOf('lobby', { lobby: `lobby-${world}` }), `lobby-${world}`);
      }
      return [worldOf, lobbyOf].every((owners) => PROCESSES.every((process) => owners.has(process)));
    }, 'both processes have rooms');
  });
  after(async () => {
    setDefaultCACertificates(trusted);
    await network?.close();
    await nginx?.stop();
    await group?.stop();
  });

  /** Asks nginx, from an address of this client's own. */
  async function ask<Answer>(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const asked = httpsRequest(nginx.hostUrl + path, {
      method,
      ca: nginx.ca,
      localAddress: CLIENT,
      headers: { ...type, ...headers },
    });
    asked.end(body && JSON.stringify(body));
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const answer = await json(response);
    assert.equal(response.statusCode, 200, `${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as Answer;
  }

  /** The process to which clients of the room are sent. */
  async function ownerOf(name: string, options: object): Promise<string> {
    const { publicAddress } = await ask<Seat>('POST', `/matchmake/joinOrCreate/${name}`, options);
    return publicAddress.split('/')[1]!;
  }

  const drop = (world: number) => ({ world, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 });
  const sdk = () => new TestClient(`wss://127.0.0.1:${network.port}`);
  const shownDrops = (room: Room) => (room.state as { party?: { total_drops: number } }).party?.total_drops ?? 0;

  for (const owner of PROCESSES) {
    it(`clients of the SDK see a room of ${owner}, whichever process they ask, and what is reported to either`, async () => {
      const world = worldOf.get(owner)!;
      const rooms = [await sdk().joinOrCreate('drop_tracker', { world }), await sdk().joinById(`drops-${world}`)];
      for (const process of PROCESSES) await ask('POST', `/${process}/drops`, drop(world));
      for (const room of rooms) await until(() => shownDrops(room) === 2, 'both drops');
      for (const room of rooms) await room.leave();
    });

    it(`a player in a lobby of ${owner} is back in the same seat after its socket was cut`, async () => {
      const lobby = lobbyOf.get(owner)!;
      const player_id = `ann-${owner}`;
      const room = await sdk().joinOrCreate('lobby', { lobby, player_id });
      const { sessionId } = room;
      Object.assign(room.reconnection, { enabled: true, minUptime: 0 });
      let isBack = false;
      room.onReconnect(() => void (isBack = true));
      const { party_id } = (await room.request('party.create', {})) as { party_id: string };
      network.cut();
      await until(() => isBack, 'the player is back');
      await room.request('party.ready', { ready: true });
      for (const process of PROCESSES) {
        const party = await ask<{ players: string[] }>('GET', `/${process}/party/${party_id}?player_id=${player_id}`);
        assert.deepEqual(party.players, [player_id]);
      }
      assert.equal(room.sessionId, sessionId);
      await room.leave();
    });
  }

  it('the page shows worlds of both processes', async () => {
    for (const owner of PROCESSES) {
      const world = worldOf.get(owner)!;
      const { page } = await open(`https://127.0.0.1:${network.port}/?world=${world}`, { ignoreHTTPSErrors: true });
      await page.getByRole('rowheader', { name: 'Bones' }).first().waitFor();
      await ask('POST', '/drops', { ...drop(world), item_name: `Rune bar of ${owner}` });
      await page
        .getByRole('rowheader', { name: `Rune bar of ${owner}` })
        .first()
        .waitFor();
    }
  });

  it('a watcher of /updates continues at the other process, where it was at the first', async () => {
    const world = worldOf.get('p1')!;
    const first = await watch(`${nginx.hostUrl}/p1`);
    await first.ask({ type: 'subscribe', world });
    const { seq } = await first.waitFor(({ type }) => type === 'snapshot', 'the snapshot');
    await first.close();
    for (const process of PROCESSES) await ask('POST', `/${process}/drops`, drop(world));
    const second = await watch(`${nginx.hostUrl}/p2`);
    await second.ask({ type: 'subscribe', world, since: seq });
    await until(() => second.of('event').length === 2, 'both drops');
    assert.deepEqual(
      second.of('event', 'snapshot').map((frame) => [frame.type, frame.seq]),
      [
        ['event', seq! + 1],
        ['event', seq! + 2],
      ],
    );
    await second.close();
  });

  it('the process that has the room counts the client under the address that nginx saw, whatever it claims', async () => {
    const [asked, owner] = PROCESSES;
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const path = `/${asked}/matchmake/joinOrCreate/drop_tracker`;
    const seat = await ask<Seat>('POST', path, { world: worldOf.get(owner) }, headers);
    const { processId, roomId, sessionId } = seat;
    const room = `${nginx.hostUrl}/${owner}/${processId}/${roomId}?sessionId=${sessionId}`;
    const socket = new WebSocket(room.replace('https', 'wss'), {
      ca: nginx.ca,
      localAddress: CLIENT,
      headers,
    });
    await once(socket, 'message');
    socket.send(Buffer.from([JOIN_ROOM]));
    const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
    const shares = () =>
      ask<{ addresses: { address: string; connections: number }[] }>('GET', `/${owner}/admin/shares`, undefined, {
        authorization,
      });
    const { addresses } = await shares();
    assert.deepEqual(
      addresses.filter(({ connections }) => connections > 0).map(({ address }) => address),
      [CLIENT],
    );
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  });

  it('when a process is killed, its players are told at once to join again, and find their room at the other one', async () => {
    const [lobby, player_id] = [lobbyOf.get('p2')!, 'bob'];
    const room = await sdk().joinOrCreate('lobby', { lobby, player_id });
    Object.assign(room.reconnection, { enabled: true, minUptime: 0 });
    const { party_id } = (await room.request('party.create', {})) as { party_id: string };
    const left = new Promise((resolve) => room.onLeave(resolve));
    await group.processes[1]!.kill('SIGKILL');
    assert.equal(await left, CloseCode.FAILED_TO_RECONNECT);
    assert.equal(room.reconnection.retryCount, 1);
    const join = () => sdk().joinOrCreate('lobby', { lobby, player_id });
    const back: Room[] = [];
    await until(async () => {
      const room = await join().catch(() => null);
      if (room) back.push(room);
      return room;
    }, 'the room at the other process');
    const [again] = back as [Room];
    assert(again.connection.url!.includes('/p1/'), again.connection.url);
    await again.request('party.ready', { ready: true });
    assert.equal(
      (await ask<{ party_id: string }>('GET', `/party/${party_id}?player_id=${player_id}`)).party_id,
      party_id,
    );
    await again.leave();
  });
});
