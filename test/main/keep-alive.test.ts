import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { startApp, type TestApp } from '../support/app.ts';
import { openSocket } from '../support/raw.ts';

const GET = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('an idle connection', () => {
  let app: TestApp;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await app.stop();
  });

  const open = async () => {
    const socket = await openSocket(app.url);
    sockets.push(socket.on('error', () => undefined));
    return socket;
  };
  const ask = async (socket: Socket) => {
    socket.write(GET);
    const [answer] = await once(socket, 'data');
    return String(answer);
  };

  it('is kept for 75 s, longer than load balancers keep theirs, and for KEEP_ALIVE_MS if that is set', async () => {
    app = await startApp();
    assert.match(await ask(await open()), /^Keep-Alive: timeout=75\r$/m);
    await app.stop();
    app = await startApp({ env: { KEEP_ALIVE_MS: '620000' } });
    assert.match(await ask(await open()), /^Keep-Alive: timeout=620\r$/m);
  });

  it('is closed when its time is over', async () => {
    app = await startApp({ env: { KEEP_ALIVE_MS: '1000' } });
    const socket = await open();
    await ask(socket);
    await once(socket, 'close');
  });

  it('outlasts the time for the headers of a request, which closes a slow one', async () => {
    app = await startApp();
    const [idle, slow] = [await open(), await open()];
    await ask(idle);
    slow.write('GET /livez HTTP/1.1\r\n');
    const [refusal] = await once(slow, 'data');
    assert.match(String(refusal), /^HTTP\/1\.1 408 /);
    assert.match(await ask(idle), /^HTTP\/1\.1 200 /);
  });

  it('is closed at once by a shutdown, which still finishes the requests in flight', async () => {
    app = await startApp();
    const [idle, busy] = [await open(), await open()];
    await ask(idle);
    const body = JSON.stringify({ world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 });
    // Begins a party, whose room stays: a server that shuts down opens no room.
    await (await app.post('/drops', body)).text();
    const head = `POST /drops HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    busy.write(`${head}\r\n\r\n{`);
    // Answered on a third connection, so the server has read the beginning of the request before.
    await ask(await open());
    const closed = app.close();
    await once(idle, 'close');
    busy.write(body.slice(1));
    const [answer] = await once(busy, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 200 /);
    await closed;
  });
});
