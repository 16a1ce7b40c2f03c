import type { Request, RequestHandler } from 'express';
import type { AdminLogin } from '../auth/AdminLogin.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';

/** In front of everything that is the admin's alone: the monitor, and all below /admin. Rule: [ADMIN-1], [ADMIN-3]. */
export function adminGuard(login: AdminLogin, log: Log): RequestHandler[] {
  return [neverStore, refuseOtherSites, askForPassword(login, log)];
}

const neverStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** A browser also sends the password with requests that other sites cause. */
const refuseOtherSites: RequestHandler = (request, _response, next) => {
  if (siteOf(request) === 'other') throw new AppError('forbidden', 'requests from other sites are not accepted here');
  next();
};

function askForPassword(login: AdminLogin, log: Log): RequestHandler {
  return async (request, response, next) => {
    const given = request.get('Authorization');
    if (await login.isRight(given, request.ip)) return next();
    // A browser sends its first request without a password.
    if (given !== undefined) log.warn({ address: request.ip, path: request.baseUrl }, 'admin: a wrong password');
    response.set('WWW-Authenticate', 'Basic realm="Muster admin", charset="UTF-8"');
    throw new AppError('unauthorized', 'this needs the user admin and ADMIN_PASSWORD');
  };
}

/**
 * Which site caused the request. Browsers send Sec-Fetch-Site on https and localhost; otherwise Origin, but not with a GET to the
 * same site; otherwise Referer. `none` is a typed address, or a program that is not a browser.
 */
export function siteOf(request: Request): 'own' | 'other' | 'none' {
  const fetchSite = request.get('Sec-Fetch-Site');
  if (fetchSite === 'same-origin') return 'own';
  if (fetchSite !== undefined) return fetchSite === 'none' ? 'none' : 'other';
  const from = request.get('Origin') ?? request.get('Referer');
  if (from === undefined) return 'none';
  return URL.canParse(from) && new URL(from).host === request.host ? 'own' : 'other';
}

/** The addresses of a page at `base` are relative to `base/`. The redirect is relative, so that it does not lead out of a proxy's path. */
export const addSlash: RequestHandler = ({ path, baseUrl, originalUrl }, response, next) => {
  const [asked = '', ...query] = originalUrl.split('?');
  if (path !== '/' || asked.endsWith('/')) return next();
  response.redirect(302, [`.${baseUrl}/`, ...query].join('?'));
};
