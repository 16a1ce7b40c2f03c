import { Router } from 'express';
import { addSlash, adminGuard } from './admin-guard.ts';
import { pageEndpoints } from './built-page.ts';
import { type Endpoint, serve } from './Endpoint.ts';
import type { AdminServices, HttpServices } from './HttpServices.ts';
import { boardPolicy } from './security-headers.ts';
import { auditEndpoints } from './routes/admin/audit.ts';
import { banEndpoints } from './routes/admin/bans.ts';
import { dropEndpoints } from './routes/admin/drops.ts';
import { dungeonPartyEndpoints, sessionEndpoints } from './routes/admin/dungeons.ts';
import { keyEndpoints } from './routes/admin/keys.ts';
import { muteEndpoints } from './routes/admin/mutes.ts';
import { noticeEndpoints } from './routes/admin/notices.ts';
import { operationEndpoints } from './routes/admin/operation.ts';

/** Every address of the admin's API, a list for each subject. A new subject needs its list here, and a section of src/board/admin. */
export function adminEndpoints(services: HttpServices, admin: AdminServices): Endpoint[] {
  return [
    ...noticeEndpoints(services, admin),
    ...operationEndpoints(services, admin),
    ...keyEndpoints(services, admin),
    ...dropEndpoints(services),
    ...dungeonPartyEndpoints(services),
    ...sessionEndpoints(services),
    ...muteEndpoints(services, admin),
    ...banEndpoints(services, admin),
    ...auditEndpoints(services),
  ];
}

/** The only way to what is below /admin: its page, and the endpoints. */
export function adminRoutes(
  endpoints: Endpoint[],
  { login }: AdminServices,
  { log, settings }: Pick<HttpServices, 'log' | 'settings'>,
): Router {
  const { isDevelopment } = settings;
  const page = pageEndpoints({
    name: 'admin',
    at: '/admin/',
    policy: boardPolicy(undefined),
    keptBy: 'private',
    isDevelopment,
  });
  const router = Router();
  router.use(...adminGuard(login, log), addSlash);
  router.use(serve([...page, ...endpoints].map((each) => ({ ...each, path: belowAdmin(each.path) }))));
  return router;
}

function belowAdmin(path: Endpoint['path']): Endpoint['path'] {
  return path.slice('/admin'.length) as Endpoint['path'];
}
