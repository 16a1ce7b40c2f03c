import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, type RequestHandler, Router } from 'express';
import { AppError } from '../../errors.ts';
import type { Log } from '../../observability/log.ts';
import type { HttpServices } from '../HttpServices.ts';
import { AddressLimit } from '../../auth/AddressLimit.ts';
import { PAGE_POLICY } from '../security-headers.ts';

const ADMIN_USER = 'admin';

/** Wrong passwords an address may try in a quarter of an hour; then the right one is not taken from it either. */
const WRONG_PASSWORDS = { points: 10, seconds: 15 * 60 };

/**
 * The room methods that the monitor may call, with what its page sends. All others are closed: the monitor would call any
 * method of a room, and a room's state is the store's to say, not to be edited here.
 */
const CALLS: ReadonlyMap<string, RegExp> = new Map([
  ['disconnect', /^\[\]$/],
  ['_forceClientDisconnect', /^\["[\w-]{1,64}"\]$/],
]);

/** All addresses of the monitor. */
const PATHS = /^\/(?:api(?:\/room(?:\/call)?)?|assets\/[\w.-]+)?$/;
const CALL_PATH = '/api/room/call';

/** Nothing of the monitor is reached but through here. */
export function adminRoutes({ password, monitor }: NonNullable<HttpServices['admin']>, log: Log): Router {
  const router = Router();
  router.use(setPageHeaders, refuseOtherSites, askForPassword(password));
  const audited = guardCall(log);
  router.use((request, response, next) => {
    // Compared as it is sent: a path that only means the same to the monitor's own router would pass a guard by prefix.
    if (!PATHS.test(request.path)) return next('router');
    if (request.path === CALL_PATH) return audited(request, response, next);
    next();
  }, monitor);
  return router;
}

const setPageHeaders: RequestHandler = (_request, response, next) => {
  response.set({ 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-store' });
  next();
};

/** A browser sends the password with requests that other sites make it send, too. */
const refuseOtherSites: RequestHandler = (request, _response, next) => {
  if (siteOf(request) === 'other') throw new AppError('forbidden', 'the monitor takes no requests from other sites');
  next();
};

function askForPassword(password: string): RequestHandler {
  const wrongPasswords = new AddressLimit(WRONG_PASSWORDS);
  const expected = digest(`Basic ${Buffer.from(`${ADMIN_USER}:${password}`).toString('base64')}`);
  return async (request, response, next) => {
    await wrongPasswords.check(request.ip);
    const given = request.get('Authorization');
    if (given !== undefined && timingSafeEqual(digest(given.replace(/^basic /i, 'Basic ')), expected)) return next();
    // A browser asks first without a password; only a wrong one counts.
    if (given !== undefined) await wrongPasswords.consume(request.ip);
    response.set('WWW-Authenticate', 'Basic realm="Muster monitor", charset="UTF-8"');
    throw new AppError('unauthorized', 'the monitor asks for the user admin and ADMIN_PASSWORD');
  };
}

/** A call changes something though it is a GET, so it must be shown to come from the monitor's own page. */
function guardCall(log: Log): RequestHandler {
  return (request, _response, next) => {
    if (siteOf(request) !== 'own')
      throw new AppError(
        'forbidden',
        "a call must come from the monitor's own page, as Sec-Fetch-Site, Origin or Referer tell",
      );
    const { roomId: room, method, args } = request.query;
    if (typeof room !== 'string' || typeof method !== 'string' || typeof args !== 'string')
      throw new AppError('bad_request', 'a call has roomId, method and args, once each');
    if (!CALLS.get(method)?.test(args))
      throw new AppError('forbidden', `the monitor may call only: ${[...CALLS.keys()].join(', ')}`);
    log.info({ address: request.ip, room, method }, 'admin: a room method was called from the monitor');
    next();
  };
}

/**
 * Which site made the browser send this. Browsers tell by Sec-Fetch-Site on https and localhost, else by Origin, which a GET
 * of the same site lacks, else by Referer. `none` is a person: an address typed, or a program that is no browser.
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
