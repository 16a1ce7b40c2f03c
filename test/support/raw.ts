import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Protocol bytes of Colyseus that tests send or look for. */
export const JOIN_ROOM = 10;
export const LEAVE_ROOM = 12;
export const ROOM_DATA = 13;

/** Opens a plain TCP connection, for what no HTTP client would send. */
export async function openSocket(url: string, options: { localAddress?: string } = {}): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ ...options, host: hostname, port: Number(port) });
  await once(socket, 'connect');
  return socket;
}

/** Sends raw bytes. Resolves to what the server sent until it closed the connection, or within 3 s. */
export async function exchange(
  url: string,
  bytes: string | Buffer,
  options: { localAddress?: string } = {},
): Promise<string> {
  const socket = await openSocket(url, options);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1'))).on('error', () => undefined);
  socket.write(bytes);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await Promise.race([closed, delay(3_000, undefined, { ref: false })]);
  socket.destroy();
  return answer;
}

/** A joined client without an SDK, so a test decides what it sends and reads. */
export type RawClient = { socket: WebSocket; frames: Buffer[]; closed: Promise<number> };

/** Reserves a seat and connects to it. With `acknowledge` false, the server is left waiting for the client's JOIN_ROOM. */
export async function joinRaw(url: string, room: string, options: object = {}, acknowledge = true): Promise<RawClient> {
  const response = await fetch(`${url}/matchmake/joinOrCreate/${room}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(options),
  });
  const seat = (await response.json()) as { processId: string; roomId: string; sessionId: string; error?: string };
  if (!response.ok) throw new Error(`${response.status} ${seat.error}`);
  return connectRaw(`${url}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`, acknowledge);
}

/** Connects to a room's address. Resolves once it has joined or was closed. */
export async function connectRaw(address: string, acknowledge = true): Promise<RawClient> {
  const socket = new WebSocket(address.replace(/^http/, 'ws'));
  const frames: Buffer[] = [];
  const joined = Promise.withResolvers<void>();
  socket.on('message', (data: Buffer) => {
    frames.push(data);
    if (data[0] === JOIN_ROOM) joined.resolve();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await Promise.race([joined.promise, closed]);
  if (acknowledge && socket.readyState === WebSocket.OPEN) socket.send(Buffer.from([JOIN_ROOM]));
  return { socket, frames, closed };
}

/** Whether a request was refused because the room has no such command, for `assert.rejects`. */
export function isUnknown(error: { reason?: { kind: string } }): boolean {
  return error.reason?.kind === 'not_found';
}
