import { once } from 'node:events';
import { type Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Milliseconds that an attacker waits for an answer before it goes on. */
const PATIENCE_MS = 2_000;

export async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

export async function sendBytes(url: string, bytes: Buffer): Promise<void> {
  const socket = await open(url);
  socket.resume().write(bytes);
  await Promise.race([once(socket, 'close'), delay(50)]);
  socket.destroy();
}

export async function ask(
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
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'close');
}

/** A socket in the room, or null if it is refused a seat. */
export async function seat(url: string, room: string, options: object): Promise<WebSocket | null> {
  const response = await fetch(`${url}/matchmake/joinOrCreate/${room}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(options),
  });
  const { processId, roomId, sessionId } = (await response.json()) as Record<string, string>;
  if (!response.ok) return null;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/${processId}/${roomId}?sessionId=${sessionId}`);
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'open'), once(socket, 'close')]);
  return socket;
}
