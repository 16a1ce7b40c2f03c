import { pino } from 'pino';
import { roomClasses } from '../../arena.config.ts';
import { Ingest } from '../../src/auth/Ingest.ts';
import { LastHeard } from '../../src/auth/LastHeard.ts';
import { ConnectionLimit } from '../../src/auth/ConnectionLimit.ts';
import { FairShares } from '../../src/auth/FairShares.ts';
import { Guesses } from '../../src/auth/Guesses.ts';
import { Guests } from '../../src/auth/Guests.ts';
import { Directory } from '../../src/directory/Directory.ts';
import { LocalRooms } from '../../src/directory/LocalRooms.ts';
import { AppError } from '../../src/errors.ts';
import { httpApp } from '../../src/http/app.ts';
import { AdminLogin } from '../../src/auth/AdminLogin.ts';
import type { AdminServices, HttpServices, OperatorEditor } from '../../src/http/HttpServices.ts';
import { Metrics } from '../../src/observability/Metrics.ts';
import type { Store } from '../../src/store/store.ts';
import { SEED_RULES } from '../domain/drops/PlayedWorld.ts';
import { FakeClock } from '../support/app.ts';
import { NO_NOTICES } from '../support/no-notices.ts';

/** What lists need of a store that they do not read. */
const SILENT: Pick<Store, 'subscribeUpdates' | 'onLostUpdates' | 'caughtUp'> = {
  subscribeUpdates: () => () => undefined,
  onLostUpdates: () => () => undefined,
  caughtUp: () => null,
};

function noRooms(): LocalRooms {
  const lobbies = new FairShares({ capacity: 1, what: 'lobbies', whenFull: 'room_full', isShared: false });
  const ownership = { claim: () => Promise.resolve(null), release: () => Promise.resolve() };
  return new LocalRooms(roomClasses, { connections: new ConnectionLimit(null), lobbies }, ownership);
}

/** The HTTP app without rooms or a store, except for the given services. */
export async function startHttpAlone(given: Partial<HttpServices>) {
  const clock = new FakeClock();
  const services: HttpServices = {
    directory: new Directory(noRooms(), null),
    store: SILENT as Store,
    rules: SEED_RULES,
    ingest: new Ingest('open', (text) => text, { keys: [], mutes: [] }),
    priceOf: () => null,
    now: clock.now,
    log: pino({ level: 'silent' }),
    hash: (text) => text,
    guests: new Guests(new Uint8Array(32), false),
    guesses: new Guesses(null),
    lastHeard: new LastHeard(clock.now),
    connections: new ConnectionLimit(null),
    budgets: { reports: null, writes: null, joins: null, reads: null, guesses: null, logins: null },
    notices: NO_NOTICES,
    metrics: new Metrics({ version: '0.0.0', closeCodes: [] }),
    counts: () => Promise.reject(new AppError('not_found')),
    eventLoop: { meanMs: 0 },
    isShuttingDown: () => false,
    drain: () => undefined,
    matchmake: () => Promise.reject(new AppError('not_found')),
    settings: { corsOrigins: ['*'], isDevelopment: false, restPresenceMs: 90_000, metricsAccess: 'open' },
    ...given,
  };
  for (const [name, value] of Object.entries(SILENT))
    if (!(name in services.store)) Object.assign(services.store, { [name]: value });
  const server = httpApp(services).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return { clock, url, get: (path: string) => fetch(url + path), stop: () => server.close() };
}

/** The admin's services, without anything behind them but the given ones. */
export function adminAlone(password: string, given: Partial<AdminServices> = {}): AdminServices {
  return {
    login: new AdminLogin(password, null),
    monitor: (_request, response) => void response.json({}),
    receivers: () => [],
    operator: {} as OperatorEditor,
    shares: () => [],
    ...given,
  };
}
