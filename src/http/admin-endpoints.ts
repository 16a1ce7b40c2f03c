import { Router } from 'express';
import { adminGuard } from './admin-guard.ts';
import { type Endpoint, serve } from './Endpoint.ts';
import type { AdminServices, HttpServices } from './HttpServices.ts';
import { auditEndpoints } from './routes/admin/audit.ts';
import { dropEndpoints } from './routes/admin/drops.ts';

/** Every address of the admin's API, a list for each subject. A new subject needs its list here, and a section of src/board/admin. */
export function adminEndpoints(services: HttpServices, admin: AdminServices): Endpoint[] {
  void admin;
  return [...auditEndpoints(services), ...dropEndpoints(services)];
}

/** The only way to what is below /admin. */
export function adminRoutes(
  endpoints: Endpoint[],
  { login }: AdminServices,
  { log }: Pick<HttpServices, 'log'>,
): Router {
  const router = Router();
  router.use(...adminGuard(login, log));
  router.use(
    serve(endpoints.map((each) => ({ ...each, path: each.path.replace(/^\/admin/, '') as Endpoint['path'] }))),
  );
  return router;
}
