import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Link } from '../support/cluster/Link.ts';
import { until } from '../support/until.ts';

describe('a link between a process and a service', () => {
  let echo: Server;
  let link: Link;
  let heard: string;
  let accepted: Socket[];
  beforeEach(async () => {
    heard = '';
    accepted = [];
    echo = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => {
        heard += String(data);
        socket.write(data);
      });
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    link = await Link.to((echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await link.close();
    echo.close();
  });

  function client() {
    const socket = connect(link.port, '127.0.0.1');
    const one = { socket, got: '', closed: '' };
    socket.on('error', (error: NodeJS.ErrnoException) => (one.closed = error.code!));
    socket.on('close', () => (one.closed ||= 'closed'));
    socket.on('data', (data) => (one.got += String(data)));
    return one;
  }

  it('passes what is sent, in both directions, and the end', async () => {
    const one = client();
    one.socket.write('hello');
    await until(() => one.got === 'hello', 'the echo');
    one.socket.end();
    await until(() => accepted[0]!.destroyed, 'the end');
  });

  it('holds what is sent and the end of connections, and delivers both afterwards', async () => {
    const [one, two] = [client(), client()];
    one.socket.write('1');
    two.socket.write('2');
    await until(() => one.got === '1' && two.got === '2', 'both are connected');
    await link.set('hold');
    const late = client();
    late.socket.write('late');
    one.socket.write('held');
    two.socket.destroy();
    accepted[0]!.write('from the service');
    // A second link to the same service shows that time has passed for what is sent over this one.
    const other = await Link.to((echo.address() as AddressInfo).port);
    const witness = connect(other.port, '127.0.0.1').on('error', () => {});
    witness.write('w');
    await once(witness, 'data');
    assert.deepEqual([heard.includes('held'), one.got, late.got, late.closed], [false, '1', '', '']);
    assert.ok(accepted.every((socket) => !socket.destroyed));
    await other.close();
    await link.set('pass');
    await until(() => one.got.includes('from the service') && one.got.includes('held'), 'what was held');
    await until(() => late.got === 'late', 'who came meanwhile');
    await until(
      () => accepted.filter((socket) => socket.destroyed).length === 2,
      'the end of two and of the other link',
    );
    one.socket.destroy();
    late.socket.destroy();
  });

  it('breaks connections and refuses new ones, until it passes again', async () => {
    const one = client();
    one.socket.write('1');
    await until(() => one.got === '1', 'it is connected');
    await link.set('refuse');
    await until(() => one.closed === 'ECONNRESET', 'the break');
    const refused = client();
    await until(() => refused.closed === 'ECONNREFUSED', 'the refusal');
    await link.set('pass');
    const back = client();
    back.socket.write('back');
    await until(() => back.got === 'back', 'the echo');
    back.socket.destroy();
  });

  it('breaks a held connection when it refuses', async () => {
    const one = client();
    one.socket.write('1');
    await until(() => one.got === '1', 'it is connected');
    await link.set('hold');
    const late = client();
    await once(late.socket, 'connect');
    await link.set('refuse');
    await until(() => one.closed === 'ECONNRESET' && late.closed !== '', 'the break of both');
  });
});
