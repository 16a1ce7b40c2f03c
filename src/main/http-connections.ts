import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressKey, type IsTrustedProxy } from '../auth/client-address.ts';
import { Tally } from '../auth/Tally.ts';
import type { ErrorKind } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/Metrics.ts';
import { RESTART_SECONDS } from '../protocol/limits.ts';
import { rawAnswer } from './upgrades.ts';

type Options = {
  /** Connections that an address may have; null is no limit. */
  max: number | null;
  isTrustedProxy: IsTrustedProxy;
  log: Pick<Log, 'warn'>;
  metrics: Pick<Metrics, 'refusals'>;
};

const KIND = 'share_used_up' satisfies ErrorKind;

/**
 * Limits the open connections of each address that are no WebSockets. One address could otherwise keep so many idle that the process has
 * no file left to open, and nobody else gets in. WebSockets are counted by ConnectionLimit. Rule: [SHARE-5].
 */
export function limitHttpConnections(server: Server, { max, isTrustedProxy, log, metrics }: Options): void {
  if (max === null) return;
  const open = new Tally();
  const endings = new WeakMap<Socket, () => void>();
  server.on('connection', (socket) => {
    const { remoteAddress } = socket;
    if (isTrustedProxy(remoteAddress ?? '', 0)) return;
    const key = addressKey(remoteAddress);
    if (open.of(key) >= max) {
      metrics.refusals.inc({ route: 'connection', kind: KIND });
      // The address comes last, so that the log counts such lines as of one kind.
      log.warn(`refused a connection of an address that has ${max} which are no WebSockets: ${remoteAddress}`);
      socket.pause().end(tooMany(max));
      socket.destroySoon();
      return;
    }
    open.add(key);
    const end = () => {
      if (endings.delete(socket)) open.remove(key);
    };
    endings.set(socket, end);
    socket.once('close', end);
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => endings.get(socket)?.());
}

function tooMany(max: number): string {
  const error = `this address has ${max} open connections already: close some, or use them again`;
  return rawAnswer(429, { error, kind: KIND }, [`Retry-After: ${RESTART_SECONDS}`]);
}
