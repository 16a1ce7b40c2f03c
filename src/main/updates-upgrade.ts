import type { IncomingMessage, Server } from 'node:http';
import proxyAddr from 'proxy-addr';
import { addressKey } from '../auth/address-key.ts';
import type { UpdatesServer } from '../updates/UpdatesServer.ts';
import { withoutV17 } from '../wire-v17/endpoint.ts';

const UPDATES_PATH = /^\/updates\/?(?:\?\S*)?$/;

export function isUpdatesUpgrade({ headers, url = '' }: IncomingMessage): boolean {
  const isUpdates = UPDATES_PATH.test(withoutV17(url));
  return headers.upgrade?.toLowerCase() === 'websocket' && isUpdates && URL.canParse(`ws://server${url}`);
}

/** Gives the upgrades of /updates to its server; those of rooms are Colyseus's, which listens for itself. */
export function routeUpgrades(server: Server, updates: UpdatesServer): void {
  server.on('upgrade', (request, socket, head) => {
    if (isUpdatesUpgrade(request)) updates.upgrade(request, socket, head);
  });
}

/** What one client is told by, as the routes have it from express: by the socket, or behind trusted proxies by their header. */
export function addressOf(trustProxy: string | undefined): (request: IncomingMessage) => string {
  const trusted = proxyAddr.compile(trustProxy?.split(',').map((item) => item.trim()) ?? []);
  return (request) => addressKey(proxyAddr(request, trusted));
}
