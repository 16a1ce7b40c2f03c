import { Router } from 'express';
import type { HttpServices } from '../HttpServices.ts';

/** Where Colyseus's SDKs ask for a seat. Here and not in Colyseus's own router, so that all limits and errors of HTTP hold. */
export function matchmakingRoutes({ matchmake }: HttpServices): Router {
  const router = Router();

  router.post('/matchmake/:method/:target', async (request, response) => {
    const { method, target } = request.params;
    response.json(await matchmake(method, target, request.body ?? {}));
  });

  return router;
}
