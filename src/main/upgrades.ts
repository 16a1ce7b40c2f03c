import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AddressLimit } from '../auth/AddressLimit.ts';
import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/Metrics.ts';
import type { RequestObserver } from '../observability/RequestObserver.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';
import type { UpdatesServer } from '../updates/UpdatesServer.ts';
import { isUpgradeTo, type Transport } from './Transport.ts';

const UPDATES_PATH = /^\/updates\/?(?:\?\S*)?$/;

export type UpgradeServices = {
  transport: Transport;
  updates: UpdatesServer;
  connections: ConnectionLimit;
  addressOf: (request: IncomingMessage) => string;
  /** As many as joins, because each join is followed by one. Null for no limit. */
  upgrades: AddressLimit | null;
  log: Log;
  metrics: Metrics;
  observer: RequestObserver;
};

export function isUpdatesUpgrade(request: IncomingMessage): boolean {
  return isUpgradeTo(UPDATES_PATH, request);
}

/** Hands upgrades to the server of their path, those of rooms only if their address may have another connection. */
export function routeUpgrades(server: Server, services: UpgradeServices): void {
  const { upgrades, transport, updates, log, metrics, observer } = services;
  const route = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const address = services.addressOf(request);
    await upgrades?.consume(address);
    if (socket.destroyed) return;
    // /updates counts its own sockets, because it tells by a close code that there are too many.
    if (isUpdatesUpgrade(request)) return updates.upgrade(request, socket, head);
    socket.once('close', services.connections.takeSocket(address, sessionIdOf(request)));
    transport.upgrade(request, socket, head);
  };
  server.on('upgrade', (request, socket, head) => {
    const ignore = () => undefined;
    // Until the WebSocket server listens for errors itself.
    socket.on('error', ignore);
    const upgrade = async () => {
      try {
        await route(request, socket, head);
        socket.off('error', ignore);
        return { status: 101 };
      } catch (error) {
        if (!(error instanceof AppError)) {
          metrics.faults.inc();
          log.error({ err: error }, 'an upgrade failed');
        }
        const refused = error instanceof AppError ? error : new AppError('internal');
        metrics.refusals.inc({ route: 'upgrade', kind: refused.kind });
        refuse(socket, refused);
        return { status: HTTP_STATUS[refused.kind] };
      }
    };
    void observer.observeUpgrade(request, upgrade);
  });
}

function sessionIdOf({ url = '' }: IncomingMessage): string | null {
  return new URL(`ws://server${url}`).searchParams.get('sessionId');
}

function refuse(socket: Duplex, { kind, message, retryAfterSeconds }: AppError): void {
  const wait = retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`];
  // Node leaves it to us from the upgrade on: a client that never closes its side would keep the socket open for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(rawAnswer(HTTP_STATUS[kind], { error: message, kind }, wait));
}

/** An answer for a socket that has no response object. */
export function rawAnswer(status: number, body: object, headers: string[] = []): string {
  const json = JSON.stringify(body);
  const head = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(json)}`, 'Connection: close'];
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, ...headers, '', json].join('\r\n');
}
