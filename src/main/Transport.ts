import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketTransport } from '@colyseus/ws-transport';
import type { WebSocket } from 'ws';
import { isRoomId } from '../directory/room-keys.ts';
import type { Log } from '../log.ts';
import { ROOM_BUFFERED_BYTES_MAX, ROOM_FRAME_BYTES_MAX } from '../protocol/limits.ts';
import { isUnderV17, withoutV17 } from '../wire-v17/endpoint.ts';
import { speakV17 } from './v17-socket.ts';

/** Milliseconds between checks for clients that read too slowly. */
const SLOW_CLIENTS_INTERVAL_MS = 1_000;

/** `/processId/roomId?…`, or `/` for the SDK's latency probe; the same below /v17. */
const ROOM_PATH = /^\/(?:[\w-]+\/(?<roomId>[\w-]+)\?\S*|\?\S*)?$/;

/** Colyseus's transport. It would listen for the upgrades of every path itself. */
export class Transport extends WebSocketTransport {
  constructor(server: Server, log: Log) {
    super({ server, maxPayload: ROOM_FRAME_BYTES_MAX });
    // Before Colyseus gets the connection and sends on it.
    this.wss.prependListener('connection', (socket: WebSocket, { url = '' }: IncomingMessage) => {
      if (isUnderV17(url)) speakV17(socket, log);
    });
    const checks = setInterval(() => this.#cutOffSlowClients(), SLOW_CLIENTS_INTERVAL_MS).unref();
    server.on('close', () => clearInterval(checks));
  }

  // Upgrades are routed by upgrades.ts, which asks first whether they may be.
  protected override listenForUpgrade(): void {}

  /** Takes over the socket of an upgrade to a room. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.wss.handleUpgrade(request, socket, head, (opened) => {
      sendTogether(opened, socket);
      this.wss.emit('connection', opened, request);
    });
  }

  /** Ends the sockets of clients that do not answer the close handshake. */
  terminateClients(): void {
    for (const client of this.wss.clients) client.terminate();
  }

  // Checked here and not where patches are sent, because replies wait in the same buffer.
  // Not closed with a frame, which would wait behind everything that the client does not read.
  #cutOffSlowClients(): void {
    for (const client of this.wss.clients) if (client.bufferedAmount > ROOM_BUFFERED_BYTES_MAX) client.terminate();
  }
}

/** Sockets that hold back what they are sent, until the code that runs now is done. */
const holding: Duplex[] = [];

/** Sends what a client gets at the same time, such as a patch and the answer to its command, in one write: a write costs more than all else of a frame. */
function sendTogether(client: WebSocket, socket: Duplex): void {
  const send = client.send.bind(client) as (...args: unknown[]) => void;
  client.send = (...args: unknown[]) => {
    if (socket.writableCorked === 0) {
      socket.cork();
      if (holding.push(socket) === 1) process.nextTick(release);
    }
    send(...args);
  };
}

function release(): void {
  for (const socket of holding.splice(0)) socket.uncork();
}

export function isRoomUpgrade(request: IncomingMessage): boolean {
  const roomId = ROOM_PATH.exec(withoutV17(request.url ?? ''))?.groups?.roomId;
  return isUpgradeTo(ROOM_PATH, request) && (roomId === undefined || isRoomId(roomId));
}

/** False for a malformed URL: Colyseus parses it in a promise that nobody awaits, which would end the process. */
export function isUpgradeTo(path: RegExp, { headers, url = '' }: IncomingMessage): boolean {
  const isPath = path.test(withoutV17(url));
  return headers.upgrade?.toLowerCase() === 'websocket' && isPath && URL.canParse(`ws://server${url}`);
}
