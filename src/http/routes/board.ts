import { join } from 'node:path';
import compression from 'compression';
import type { RequestHandler, Response } from 'express';
import { AppError } from '../../errors.ts';
import type { Endpoint } from '../Endpoint.ts';
import { boardPolicy } from '../security-headers.ts';

/** Built from src/board by `npm run board`, which npm install runs. */
const BUILT = join(import.meta.dirname, '..', '..', '..', 'dist', 'board');

const ASSETS = join(BUILT, 'assets');

const YEAR_S = 365 * 24 * 3600;

/** The page at `/`. The names of its assets contain a hash of their content, so browsers cache them; the page is fetched each time. */
export function boardEndpoints(publicAddress: string | undefined): Endpoint[] {
  const policy = boardPolicy(publicAddress);
  const page: RequestHandler = (_request, response, next) => {
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' });
    send(response, BUILT, 'index.html', () =>
      next(new AppError('not_found', 'the page is not built: run `npm run board`. The API is at /docs')),
    );
  };
  const asset: RequestHandler<{ file: string }> = ({ params, path }, response, next) => {
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': `public, max-age=${YEAR_S}, immutable` });
    send(response, ASSETS, params.file, () => {
      next(new AppError('not_found', `there is nothing at ${path.slice(0, 100)}`));
    });
  };
  const compressed = compression();
  return [
    { method: 'get', path: '/', docs: null, handlers: [compressed, page] },
    { method: 'get', path: '/assets/{file}', docs: null, handlers: [compressed, asset as RequestHandler] },
  ];
}

/**
 * Sends no validators: assets are never fetched twice, the page has less than a kilobyte, and builds may give all files the same
 * time. sendFile refuses names that lead out of the folder, so the name must not be resolved before.
 */
function send(response: Response, root: string, name: string, notThere: () => void): void {
  response.sendFile(name, { root, cacheControl: false, lastModified: false }, (error) => {
    // A client that disconnects while it is served is not an error.
    if (error && !response.headersSent) notThere();
  });
}
