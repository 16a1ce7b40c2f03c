import express, { type Express } from 'express';
import { cors } from './cors.ts';
import { type Endpoint, serve } from './Endpoint.ts';
import type { HttpServices } from './HttpServices.ts';
import { AddressLimit } from '../auth/AddressLimit.ts';
import { handleErrors, refuseUnknownPath } from './problem.ts';
import { adminRoutes } from './routes/admin.ts';
import { boardEndpoints } from './routes/board.ts';
import { cleanupEndpoint } from './routes/drop-party-cleanup.ts';
import { docsEndpoints } from './routes/docs.ts';
import { dropEndpoints } from './routes/drops.ts';
import { guestEndpoint } from './routes/guests.ts';
import { healthEndpoints } from './routes/health.ts';
import { matchmakingEndpoint } from './routes/matchmaking.ts';
import { dropPartyEndpoints } from './routes/drop-parties.ts';
import { dungeonPartyReadEndpoints } from './routes/dungeon-party-reads.ts';
import { dungeonPartyWriteEndpoints } from './routes/dungeon-party-writes.ts';
import { sessionReadEndpoints } from './routes/session-reads.ts';
import { sessionWriteEndpoints } from './routes/session-writes.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** Joins an address may make for each write: an update of the game makes all its clients join again at once. */
const JOINS_PER_WRITE = 2;

/** Everything HTTP. */
export function httpApp(services: HttpServices): Express {
  const { settings, admin, log } = services;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('trust proxy', settings.isTrustedProxy ?? false);
  app.use(setSecurityHeaders);
  // Before CORS: no page of another origin has business there.
  if (admin) app.use('/monitor', adminRoutes(admin, log));
  app.use(cors(settings.corsOrigins));
  const endpoints = apiEndpoints(services);
  app.use(serve([...endpoints, ...docsEndpoints(endpoints), ...boardEndpoints(settings.publicAddress)]));
  app.use(refuseUnknownPath);
  app.use(handleErrors(log));
  return app;
}

/** All addresses of the API: where they are served, documented and refused for other methods comes from this list. */
function apiEndpoints(services: HttpServices): Endpoint[] {
  const { writesPerMinute } = services.settings;
  const limitOf = (points: number) => new AddressLimit({ points, seconds: 60 });
  const writes = writesPerMinute === null ? null : limitOf(writesPerMinute);
  const joins = writesPerMinute === null ? null : limitOf(writesPerMinute * JOINS_PER_WRITE);
  return [
    ...dropEndpoints(services, writes),
    cleanupEndpoint(services, writes),
    ...dropPartyEndpoints(services),
    guestEndpoint(services, writes),
    ...dungeonPartyWriteEndpoints(services, writes),
    ...dungeonPartyReadEndpoints(services),
    ...sessionWriteEndpoints(services, writes),
    ...sessionReadEndpoints(services),
    ...healthEndpoints(services),
    matchmakingEndpoint(services, joins),
  ];
}
