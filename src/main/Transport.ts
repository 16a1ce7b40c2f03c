import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketTransport } from '@colyseus/ws-transport';

/** Bytes of one frame from a client. Watchers send none, players small ones. */
const FRAME_BYTES_MAX = 4 * 1024;

/** `/processId/roomId?…`, or `/` for the SDK's latency probe. */
const ROOM_PATH = /^\/(?:[\w-]+\/[\w-]+)?(?:\?[^\s]*)?$/;

/** Colyseus's transport, which takes upgrades of room addresses only: by itself it completes the handshake for every path. */
export class Transport extends WebSocketTransport {
  constructor(server: Server) {
    super({ server, maxPayload: FRAME_BYTES_MAX });
  }

  // Runs inside super(): there are no instance fields yet.
  protected override listenForUpgrade(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      if (!isRoomAddress(request)) refuseUpgrade(socket);
    });
    super.listenForUpgrade(server, isRoomAddress);
  }

  /** Ends sockets whose peers do not answer the close handshake. */
  terminateClients(): void {
    for (const client of this.wss.clients) client.terminate();
  }
}

function isRoomAddress(request: IncomingMessage): boolean {
  const { url = '' } = request;
  return ROOM_PATH.test(url) && URL.canParse(`ws://server${url}`);
}

function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
