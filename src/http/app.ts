import express, { type Express } from 'express';
import { BODY_BYTES_MAX } from '../domain/limits.ts';
import type { HttpServices } from './HttpServices.ts';
import { handleErrors } from './problem.ts';
import { dropRoutes } from './routes/drops.ts';
import { matchmakingRoutes } from './routes/matchmaking.ts';

/** Everything HTTP but matchmaking. */
export function httpApp(services: HttpServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: BODY_BYTES_MAX }));
  app.use(dropRoutes(services));
  app.use(matchmakingRoutes(services));
  app.use(handleErrors(services.log));
  return app;
}
