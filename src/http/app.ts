import express, { type Express } from 'express';
import { cors } from './cors.ts';
import { serve } from './Endpoint.ts';
import { apiEndpoints } from './api-endpoints.ts';
import type { HttpServices } from './HttpServices.ts';
import { handleErrors, prefixFrom, refuseUnknownPath } from './send-problem.ts';
import { adminRoutes } from './routes/admin.ts';
import { boardEndpoints } from './routes/board.ts';
import { docsEndpoints } from './routes/docs.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** The express app: everything that is served over HTTP. */
export function httpApp(services: HttpServices): Express {
  const { settings, admin, log } = services;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('trust proxy', settings.isTrustedProxy ?? false);
  app.use(setSecurityHeaders);
  // Before CORS, because no page of another origin may use it.
  if (admin) app.use('/monitor', adminRoutes(admin, log));
  app.use(cors(settings.corsOrigins));
  const endpoints = apiEndpoints(services);
  app.use(
    serve([
      ...endpoints,
      ...docsEndpoints(endpoints, settings.publicAddress),
      ...boardEndpoints(settings.publicAddress),
    ]),
  );
  const prefixOf = prefixFrom(settings.publicAddress);
  app.use(refuseUnknownPath(prefixOf));
  app.use(handleErrors(log, prefixOf));
  return app;
}
