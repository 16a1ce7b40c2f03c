import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { FIELDS, HOSTILE_VALUES, hostileJson, mutate, pick, randomBytes, WRITES } from './hostile-input.ts';
import { ask, open, seat, sendBytes } from './wire.ts';

/** `random` is seeded, so that an attack can be repeated; `signal` ends it. */
export type Target = { url: string; random: () => number; signal: AbortSignal };

/** Sends hostile input until the signal; resolves to how many inputs it sent. */
export type Attack = (target: Target) => Promise<number>;

/** Requests that are almost HTTP: bytes are flipped, doubled, cut off. */
export const brokenRequests: Attack = async (target) => {
  return repeat(target, 16, async () => {
    const { random } = target;
    const [method, path] = pick(WRITES, random).split(' ') as [string, string];
    const body = hostileJson(random);
    const head = `${method} ${path} HTTP/1.${pick([0, 1, 1, 1, 9], random)}\r\nHost: ${pick(['localhost', '', '[::1', 'a b'], random)}\r\n`;
    const fields = pick(
      [
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`,
        'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n',
        `Expect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n`,
        `X-Forwarded-For: ${String(pick(HOSTILE_VALUES, random))}\r\n`,
        'A: b\r\n'.repeat(3_000),
      ],
      random,
    );
    await sendBytes(target.url, mutate(Buffer.from(`${head}${fields}\r\n${body}`, 'latin1'), random));
  });
};

/** Well-formed requests with hostile JSON, headers and queries. */
export const hostileBodies: Attack = async (target) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const sent = await repeat(target, 32, async () => {
    const { random } = target;
    const [method, path] = pick(WRITES, random).split(' ') as [string, string];
    const query =
      random() < 0.3
        ? `?${pick(FIELDS, random)}=${encodeURIComponent(String(pick(HOSTILE_VALUES.slice(0, 10), random))).slice(0, 100)}`
        : '';
    await ask(target.url, method, path + query.replace('%ED%A0%80', ''), hostileJson(random), agent);
  });
  agent.destroy();
  return sent;
};

/** Many requests at once on a connection that reads nothing, or hangs up. */
export const deafPipeliners: Attack = async (target) => {
  return repeat(target, 5, async () => {
    const path = pick(
      ['/parties', '/', '/docs/swagger-ui-bundle.js', '/redoc/redoc.standalone.js', '/openapi.json'],
      target.random,
    );
    const socket = await open(target.url);
    socket.pause().write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(5_000));
    await delay(target.random() * 200);
    socket.destroy();
  });
};

/** Connections that send a header line now and then, and never end. */
export const slowHeaders: Attack = async (target) => {
  return repeat(target, 200, async () => {
    const socket = await open(target.url);
    socket.resume().write('POST /drops HTTP/1.1\r\n');
    while (!socket.destroyed && !target.signal.aborted) {
      socket.write(`X-${target.random()}: 1\r\n`);
      await delay(500);
    }
    socket.destroy();
  });
};

/** Upgrades to what is no room, and half-finished handshakes. */
export const oddUpgrades: Attack = async (target) => {
  return repeat(target, 16, async () => {
    const path = pick(
      [
        '/p/__proto__',
        '/constructor/toString?sessionId=x',
        '/updates?token=%',
        '/a/b?sessionId=__proto__',
        '/monitor',
        '//',
        '/v17/x/y?reconnectionToken=z',
      ],
      target.random,
    );
    const key = target.random() < 0.8 ? 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' : '';
    await sendBytes(
      target.url,
      Buffer.from(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n${key}\r\n`,
      ),
    );
  });
};

/** Players of rooms who send random frames, and leave without a word. */
export const randomFrames: Attack = async (target) => {
  return repeat(target, 8, async () => {
    const player_id = `mallory-${Math.floor(target.random() * 1e6)}`;
    const [room, options] = pick<[string, object]>(
      [
        ['board', {}],
        ['lobby', { player_id }],
        ['drop_tracker', { world: 1 + Math.floor(target.random() * 500) }],
      ],
      target.random,
    );
    const socket = await seat(target.url, room, options);
    if (!socket) return;
    for (let i = 0; i < 15 && socket.readyState === WebSocket.OPEN; i++) {
      socket.send(randomBytes(target.random, 1 + Math.floor(target.random() * 300)));
      await delay(5);
    }
    socket.terminate();
  });
};

/** Watchers who ask for the same long snapshots again and again, and send what is no frame. */
export const greedyWatchers: Attack = async (target) => {
  return repeat(target, 100, async () => {
    const socket = new WebSocket(`${target.url.replace('http', 'ws')}/updates`);
    socket.on('error', () => undefined);
    await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => undefined);
    for (let i = 0; i < 60 && socket.readyState === WebSocket.OPEN && !target.signal.aborted; i++) {
      const frame = { type: 'subscribe', ...pick([{ lobby: 'main' }, { board: true }, { world: 302 }], target.random) };
      socket.send(target.random() < 0.9 ? JSON.stringify(frame) : hostileJson(target.random));
      await delay(20);
    }
    socket.terminate();
  });
};

/** Free identities that take parties, lobbies, worlds and passwords' time. */
export const freeIdentities: Attack = async (target) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let n = 0;
  const sent = await repeat(target, 64, async () => {
    n += 1;
    const [path, body] = pick<[string, object]>(
      [
        ['/party', { player_id: `mallory-${n}`, privacy: 'private' }],
        ['/party', { player_id: `mallory-${n}`, password: 'x', max_players: 64 }],
        ['/party', { player_id: `mallory-${n}`, lobby: `lobby-${n}` }],
        ['/matchmake/joinOrCreate/lobby', { lobby: `empty-${n}`, player_id: `mallory-${n}` }],
        ['/matchmake/joinOrCreate/board', {}],
        ['/drops', { world: 1 + (n % 60_000), item_id: 1, item_name: 'Bones', quantity: 1, value: 1 }],
        ['/auth/guest', {}],
      ],
      target.random,
    );
    await ask(target.url, 'POST', path, JSON.stringify(body), agent);
  });
  agent.destroy();
  return sent;
};

/** Guesses at the admin's password, and at the monitor's calls. */
export const monitorGuesses: Attack = async (target) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const sent = await repeat(target, 8, async () => {
    const path = pick(
      ['/monitor', '/monitor/api', '/monitor/api/room?roomId=__proto__', '/monitor/../monitor/'],
      target.random,
    );
    await ask(target.url, 'GET', path, '', agent, `Basic ${btoa(`admin:${target.random()}`)}`);
  });
  agent.destroy();
  return sent;
};

/** Runs `attempt` again and again, so many at once, until the signal. Its failures are the attacker's own affair. */
async function repeat({ signal }: Target, atOnce: number, attempt: () => Promise<void>): Promise<number> {
  let sent = 0;
  const attacker = async () => {
    while (!signal.aborted) {
      sent += 1;
      // Refused connections are what the server is free to do.
      await attempt().catch(() => delay(20));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, attacker));
  return sent;
}
