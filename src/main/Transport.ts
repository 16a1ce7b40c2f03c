import type { IncomingMessage, Server } from 'node:http';
import { WebSocketTransport } from '@colyseus/ws-transport';
import type { WebSocket } from 'ws';
import type { Log } from '../log.ts';
import { ROOM_BUFFERED_BYTES_MAX, ROOM_FRAME_BYTES_MAX } from '../protocol/limits.ts';
import { isUnderV17, withoutV17 } from '../wire-v17/endpoint.ts';
import { speakV17 } from './v17-socket.ts';

/** Milliseconds between checks for such clients. */
const SLOW_CLIENTS_INTERVAL_MS = 1_000;

/** `/processId/roomId?…`, or `/` for the SDK's latency probe; the same below /v17. */
const ROOM_PATH = /^\/(?:[\w-]+\/[\w-]+\?\S*|\?\S*)?$/;

/** Colyseus's transport, which by default accepts upgrades of every path, limited to those of rooms. */
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

  // Called by super(), when instance fields do not exist yet.
  protected override listenForUpgrade(server: Server): void {
    super.listenForUpgrade(server, isRoomUpgrade);
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

export function isRoomUpgrade(request: IncomingMessage): boolean {
  return isUpgradeTo(ROOM_PATH, request);
}

/** False for a malformed URL: Colyseus parses it in a promise that nobody awaits, which would end the process. */
export function isUpgradeTo(path: RegExp, { headers, url = '' }: IncomingMessage): boolean {
  const isPath = path.test(withoutV17(url));
  return headers.upgrade?.toLowerCase() === 'websocket' && isPath && URL.canParse(`ws://server${url}`);
}
