/**
 * Colyseus 0.18 without anything of Muster: `echo`, whose clients get back what they request, and the stock `lobby`, which lists
 * the rooms named `game`.
 */
import { type Client, LobbyRoom, Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { createServer } from 'node:http';
import { tellPort } from './bare-answers.ts';

class EchoRoom extends Room {
  override onCreate(): void {
    this.onMessage('party.ready', (_client: Client, message: unknown) => message);
  }
}

/** Stays without clients, as a party does whose players are at another door. */
class GameRoom extends Room {
  override autoDispose = false;
}

const http = createServer();
const server = new Server({
  transport: new WebSocketTransport({ server: http }),
  greet: false,
  gracefullyShutdown: false,
});
server.define('echo', EchoRoom).filterBy(['lobby']);
server.define('lobby', LobbyRoom);
server.define('game', GameRoom).enableRealtimeListing();
await server.listen(0, '127.0.0.1');
tellPort(http);
