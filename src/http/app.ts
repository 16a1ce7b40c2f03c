import express, { type Express, type RequestHandler } from 'express';
import type { AddressLimit } from '../auth/AddressLimit.ts';
import { adminEndpoints, adminRoutes } from './admin-endpoints.ts';
import { boardEndpoints } from './board-page.ts';
import { cors } from './cors.ts';
import { limited } from './budgets.ts';
import { type Endpoint, serve } from './Endpoint.ts';
import { apiEndpoints } from './api-endpoints.ts';
import type { HttpServices } from './HttpServices.ts';
import { handleErrors, prefixFrom, refuseUnknownPath } from './send-problem.ts';
import { monitorRoutes } from './routes/monitor.ts';
import { docsEndpoints } from './routes/docs.ts';
import { badgeOfWorld } from './routes/badge.ts';
import { setSecurityHeaders } from './security-headers.ts';

const SECOND_MS = 1_000;

/** The express app: everything that is served over HTTP. */
export function httpApp(services: HttpServices): Express {
  const { settings, admin, now } = services;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('trust proxy', settings.isTrustedProxy ?? false);
  app.use(setSecurityHeaders);
  app.use(setDate(now));
  // Before CORS, because no page of another origin may use it.
  const forAdmin = admin ? adminEndpoints(services, admin) : [];
  if (admin) app.use('/monitor', monitorRoutes(admin, services)).use('/admin', adminRoutes(forAdmin, admin, services));
  app.use(cors(settings.corsOrigins));
  const endpoints = apiEndpoints(services);
  const prefixOf = prefixFrom(settings.publicAddress);
  const pages = [
    ...docsEndpoints([...endpoints, ...forAdmin], settings.publicAddress),
    ...boardEndpoints(services, prefixOf),
    badgeOfWorld(services),
  ];
  app.use(serve([...endpoints, ...pages.map((page) => withBudget(page, services.budgets.reads))]));
  app.use(refuseUnknownPath(prefixOf));
  app.use(handleErrors(services, prefixOf));
  return app;
}

/** By the clock of all times in answers, which clients compare with it. */
function setDate(now: () => number): RequestHandler {
  let second = NaN;
  let text = '';
  return (_request, response, next) => {
    const current = Math.floor(now() / SECOND_MS);
    if (current !== second) [second, text] = [current, new Date(current * SECOND_MS).toUTCString()];
    response.setHeader('Date', text);
    next();
  };
}

function withBudget(page: Endpoint, limit: AddressLimit | null): Endpoint {
  return { ...page, handlers: [...limited(limit), ...page.handlers] };
}
