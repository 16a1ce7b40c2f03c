import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** `random` is seeded, so that an attack can be repeated; `signal` ends it. */
export type Target = { url: string; random: () => number; signal: AbortSignal };

/** Sends hostile input until the signal; resolves to how many inputs it sent. */
export type Attack = (target: Target) => Promise<number>;

/** Milliseconds that an attacker waits for an answer before it goes on. */
const PATIENCE_MS = 2_000;

const HOSTILE_VALUES: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  -0,
  2 ** 53,
  '',
  ' ',
  '\0',
  '\u202e',
  '\ud800',
  'a'.repeat(5_000),
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '{}',
  [],
  {},
  [[[[[]]]]],
  { $ne: null },
  { then: 1 },
];

const FIELDS = [
  'world',
  'item_id',
  'item_name',
  'quantity',
  'value',
  'reporter',
  'player_id',
  'party_id',
  'name',
  'privacy',
  'password',
  'max_players',
  'data',
  'lobby',
  'code',
  'topic',
  'since',
  'reports',
  '__proto__',
  'toString',
];

const WRITES = [
  'POST /drops',
  'POST /drops/batch',
  'POST /parties/cleanup',
  'POST /party/join-by-code',
  'POST /party/quick-join',
  'PATCH /party/x',
  'DELETE /party/__proto__',
  'POST /party/%00/join',
  'POST /session',
  'POST /session/x/progress',
  'POST /matchmake/joinOrCreate/__proto__',
  'POST /matchmake/joinById/constructor',
  'POST /matchmake/reconnect/board',
  'POST /monitor/api',
];

export const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!;

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
        `X-Forwarded-For: ${pick(HOSTILE_VALUES, random)}\r\n`,
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
    const socket = await seat(target, pick(['board', 'lobby', 'drop_tracker'], target.random));
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

function hostileJson(random: () => number): string {
  const object: Record<string, unknown> = {};
  for (let i = 0; i < random() * 6; i++) {
    Object.defineProperty(object, pick(FIELDS, random), {
      value: pick(HOSTILE_VALUES, random),
      enumerable: true,
      configurable: true,
    });
  }
  const text = JSON.stringify(random() < 0.9 ? object : pick(HOSTILE_VALUES, random));
  return random() < 0.15 ? text.slice(0, Math.floor(random() * text.length)) : text;
}

function mutate(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < random() * 4; i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  const cut = Math.floor(random() * copy.length);
  if (random() < 0.2) return Buffer.concat([copy, copy]);
  return random() < 0.2 ? copy.subarray(0, cut) : copy;
}

function randomBytes(random: () => number, length: number): Buffer {
  // Most begin with a byte of Colyseus's protocol: 10 to 25.
  const first = random() < 0.8 ? 10 + Math.floor(random() * 16) : Math.floor(random() * 256);
  return Buffer.from([first, ...Array.from({ length }, () => Math.floor(random() * 256))]);
}

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function sendBytes(url: string, bytes: Buffer): Promise<void> {
  const socket = await open(url);
  socket.resume().write(bytes);
  await Promise.race([once(socket, 'close'), delay(50)]);
  socket.destroy();
}

async function ask(
  url: string,
  method: string,
  path: string,
  body: string,
  agent: Agent,
  authorization?: string,
): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(authorization && { authorization }),
  };
  const sending = request(url + path, { method, headers, agent, timeout: PATIENCE_MS }).on('timeout', () =>
    sending.destroy(),
  );
  sending.end(body);
  const [response] = (await once(sending, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  await once(response, 'close');
}

async function seat({ url, random }: Target, room: string): Promise<WebSocket | null> {
  const options = { player_id: `mallory-${Math.floor(random() * 1e6)}`, world: 1 + Math.floor(random() * 500) };
  const response = await fetch(`${url}/matchmake/joinOrCreate/${room}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(room === 'board' ? {} : options),
  });
  const { processId, roomId, sessionId } = (await response.json()) as Record<string, string>;
  if (!response.ok) return null;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/${processId}/${roomId}?sessionId=${sessionId}`);
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'open'), once(socket, 'close')]);
  return socket;
}
