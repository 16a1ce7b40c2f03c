import { type RequestHandler, Router } from 'express';
import type { AuditAct } from '../../domain/audit.ts';
import type { Data } from '../../domain/json.ts';
import { isRoomId } from '../../directory/room-keys.ts';
import { AppError } from '../../errors.ts';
import { addSlash, adminGuard, siteOf } from '../admin-guard.ts';
import type { AdminServices, HttpServices } from '../HttpServices.ts';
import { PAGE_POLICY } from '../security-headers.ts';
import { sendJson } from '../send-text.ts';

/**
 * The room methods that the monitor may call, with the arguments that its page sends. The monitor itself would call any method of
 * a room; but a room's state comes from the store, and must not be edited here.
 */
const CALLS: ReadonlyMap<string, { args: RegExp; act: AuditAct }> = new Map([
  ['disconnect', { args: /^\[\]$/, act: 'room_closed' }],
  ['_forceClientDisconnect', { args: /^\["[\w-]{1,64}"\]$/, act: 'client_disconnected' }],
]);

/** All addresses of the monitor. */
const PATHS = /^\/(?:api(?:\/room(?:\/call)?)?|assets\/[\w.-]+)?$/;
const CALL_PATH = '/api/room/call';

type Services = Pick<HttpServices, 'log' | 'now' | 'store'>;

/** The only way to the monitor. */
export function monitorRoutes({ login, monitor, receivers }: AdminServices, services: Services): Router {
  const router = Router();
  router.use(setPagePolicy, ...adminGuard(login, services.log), addSlash);
  router.get('/webhooks', (_request, response) => sendJson(response, { receivers: receivers() }));
  const audited = auditCall(services);
  router.use((request, response, next) => {
    // Compared as sent, because the monitor's router also accepts other spellings, which would get past a guard by prefix.
    if (!PATHS.test(request.path)) return next('router');
    const { roomId } = request.query;
    if (roomId !== undefined && !(typeof roomId === 'string' && isRoomId(roomId)))
      throw new AppError('not_found', 'there is no room with this roomId');
    if (request.path === CALL_PATH) return audited(request, response, next);
    next();
  }, monitor);
  return router;
}

const setPagePolicy: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', PAGE_POLICY);
  next();
};

/** A call is a GET that changes something, so it must come from the monitor's own page. */
function auditCall({ log, now, store }: Services): RequestHandler {
  return async (request, _response, next) => {
    if (siteOf(request) !== 'own')
      throw new AppError(
        'forbidden',
        "a call must come from the monitor's own page, by Sec-Fetch-Site, Origin or Referer",
      );
    const { roomId: room, method, args } = request.query;
    if (typeof room !== 'string' || typeof method !== 'string' || typeof args !== 'string')
      throw new AppError('bad_request', 'a call needs roomId, method and args, once each');
    const call = CALLS.get(method);
    if (!call?.args.test(args))
      throw new AppError('forbidden', `the monitor may only call: ${[...CALLS.keys()].join(', ')}`);
    log.info({ address: request.ip, room, method }, 'admin: a room method was called from the monitor');
    const [sessionId] = JSON.parse(args) as string[];
    const details: Data = sessionId === undefined ? {} : { client: sessionId };
    await store.logAct({ at: now(), who: request.ip ?? '', act: call.act, target: room, details });
    next();
  };
}
