import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, type RequestHandler, Router } from 'express';
import { isRoomId } from '../../directory/room-keys.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { HttpServices } from '../HttpServices.ts';
import type { AddressLimit } from '../../auth/AddressLimit.ts';
import { PAGE_POLICY } from '../security-headers.ts';

const ADMIN_USER = 'admin';

/**
 * The room methods that the monitor may call, with the arguments that its page sends. The monitor itself would call any method of
 * a room; but a room's state comes from the store, and must not be edited here.
 */
const CALLS: ReadonlyMap<string, RegExp> = new Map([
  ['disconnect', /^\[\]$/],
  ['_forceClientDisconnect', /^\["[\w-]{1,64}"\]$/],
]);

/** All addresses of the monitor. */
const PATHS = /^\/(?:api(?:\/room(?:\/call)?)?|assets\/[\w.-]+)?$/;
const CALL_PATH = '/api/room/call';

/** The only way to the monitor. */
export function adminRoutes(
  { password, monitor, receivers }: NonNullable<HttpServices['admin']>,
  { budgets, log }: Pick<HttpServices, 'budgets' | 'log'>,
): Router {
  const router = Router();
  router.use(setPageHeaders, refuseOtherSites, askForPassword(password, budgets.logins), addSlash);
  router.get('/webhooks', (_request, response) => void response.json({ receivers: receivers() }));
  const audited = guardCall(log);
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

const setPageHeaders: RequestHandler = (_request, response, next) => {
  response.set({ 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-store' });
  next();
};

/** A browser also sends the password with requests that other sites cause. */
const refuseOtherSites: RequestHandler = (request, _response, next) => {
  if (siteOf(request) === 'other')
    throw new AppError('forbidden', 'the monitor does not accept requests from other sites');
  next();
};

/** The page's addresses are relative to `/monitor/`. The monitor's own redirect starts at the root, and leads out of a proxy's path. */
const addSlash: RequestHandler = ({ path, baseUrl, originalUrl }, response, next) => {
  const [asked = '', ...query] = originalUrl.split('?');
  if (path !== '/' || asked.endsWith('/')) return next();
  response.redirect(302, [`.${baseUrl}/`, ...query].join('?'));
};

function askForPassword(password: string, wrongPasswords: AddressLimit | null): RequestHandler {
  const expected = digest(`Basic ${Buffer.from(`${ADMIN_USER}:${password}`).toString('base64')}`);
  return async (request, response, next) => {
    await wrongPasswords?.check(request.ip);
    const given = request.get('Authorization');
    if (given !== undefined && timingSafeEqual(digest(given.replace(/^basic /i, 'Basic ')), expected)) return next();
    // A browser sends its first request without a password; only wrong ones count.
    if (given !== undefined) await wrongPasswords?.consume(request.ip);
    response.set('WWW-Authenticate', 'Basic realm="Muster monitor", charset="UTF-8"');
    throw new AppError('unauthorized', 'the monitor needs the user admin and ADMIN_PASSWORD');
  };
}

/** A call is a GET that changes something, so it must come from the monitor's own page. */
function guardCall(log: Log): RequestHandler {
  return (request, _response, next) => {
    if (siteOf(request) !== 'own')
      throw new AppError(
        'forbidden',
        "a call must come from the monitor's own page, by Sec-Fetch-Site, Origin or Referer",
      );
    const { roomId: room, method, args } = request.query;
    if (typeof room !== 'string' || typeof method !== 'string' || typeof args !== 'string')
      throw new AppError('bad_request', 'a call needs roomId, method and args, once each');
    if (!CALLS.get(method)?.test(args))
      throw new AppError('forbidden', `the monitor may only call: ${[...CALLS.keys()].join(', ')}`);
    log.info({ address: request.ip, room, method }, 'admin: a room method was called from the monitor');
    next();
  };
}

/**
 * Which site caused the request. Browsers send Sec-Fetch-Site on https and localhost; otherwise Origin, but not with a GET to the
 * same site; otherwise Referer. `none` is a typed address, or a program that is not a browser.
 */
function siteOf(request: Request): 'own' | 'other' | 'none' {
  const fetchSite = request.get('Sec-Fetch-Site');
  if (fetchSite === 'same-origin') return 'own';
  if (fetchSite !== undefined) return fetchSite === 'none' ? 'none' : 'other';
  const from = request.get('Origin') ?? request.get('Referer');
  if (from === undefined) return 'none';
  return URL.canParse(from) && new URL(from).host === request.host ? 'own' : 'other';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
