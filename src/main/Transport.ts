import type { IncomingMessage, Server } from 'node:http';
import { WebSocketTransport } from '@colyseus/ws-transport';
import type { WebSocket } from 'ws';
import type { Log } from '../observability/log.ts';
import { isUnderV17, withoutV17 } from '../wire-v17/endpoint.ts';
import { speakV17 } from './v17-socket.ts';

/** Bytes of one frame from a client. A run's progress at its longest has 48 KB; watchers send nothing, players mostly little. */
const FRAME_BYTES_MAX = 64 * 1024;

/** Bytes waiting for one client: the state of a full lobby some times over. One that reads this slowly is cut off rather than served from memory. */
const BUFFERED_BYTES_MAX = 4 * 1024 * 1024;

/** Milliseconds between two looks for such clients. */
const SLOW_CLIENTS_EVERY_MS = 1_000;

/** `/processId/roomId?…`, or `/` for the SDK's latency probe. Below /v17 likewise. */
const ROOM_PATH = /^\/(?:[\w-]+\/[\w-]+\?\S*|\?\S*)?$/;

/** Colyseus's transport on a server that `createHttpServer` made: by itself it takes upgrades of every path. */
export class Transport extends WebSocketTransport {
  constructor(server: Server, log: Log) {
    super({ server, maxPayload: FRAME_BYTES_MAX });
    // Before Colyseus hears of the connection, and sends.
    this.wss.prependListener('connection', (socket: WebSocket, { url = '' }: IncomingMessage) => {
      if (isUnderV17(url)) speakV17(socket, log);
    });
    const looking = setInterval(() => this.#cutOffSlowClients(), SLOW_CLIENTS_EVERY_MS).unref();
    server.on('close', () => clearInterval(looking));
  }

  // Runs inside super(): there are no instance fields yet. Other upgrades are for /updates.
  protected override listenForUpgrade(server: Server): void {
    super.listenForUpgrade(server, isRoomUpgrade);
  }

  /** Ends sockets whose peers do not answer the close handshake. */
  terminateClients(): void {
    for (const client of this.wss.clients) client.terminate();
  }

  // Here and not where patches are sent, because answers to a client wait like patches do.
  // No close frame: it would wait behind all that the client does not read.
  #cutOffSlowClients(): void {
    for (const client of this.wss.clients) if (client.bufferedAmount > BUFFERED_BYTES_MAX) client.terminate();
  }
}

/** Colyseus builds a URL of the address in a function nobody awaits: where that throws, the process ends. */
export function isRoomUpgrade({ headers, url = '' }: IncomingMessage): boolean {
  const isRoom = ROOM_PATH.test(withoutV17(url));
  return headers.upgrade?.toLowerCase() === 'websocket' && isRoom && URL.canParse(`ws://server${url}`);
}
