/**
 * Watchers for a running server, with their counters in the terminal:
 *
 *   npm run loadtest -- watchers --room board --numClients 200 --endpoint ws://localhost:2567
 *   npm run loadtest -- watchers --roomId drops-444 --numClients 200
 */
import { cli, type Options } from '@colyseus/loadtest';
import { Client } from '@colyseus/sdk';

async function watch({ endpoint, roomName, roomId }: Options): Promise<void> {
  const client = new Client(endpoint);
  await (roomId ? client.joinById(roomId) : client.joinOrCreate(roomName));
}

cli(watch);
