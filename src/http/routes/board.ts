import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { RequestHandler } from 'express';
import { AppError } from '../../errors.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpSettings } from '../HttpServices.ts';
import { boardPolicy } from '../security-headers.ts';
import { loadedOnce, StaticContent } from '../StaticContent.ts';

/** Built from src/board by `npm run board`, which npm install runs if src/board is there. */
const BUILT = join(import.meta.dirname, '..', '..', '..', 'dist', 'board');

export function isBoardBuilt(): boolean {
  return existsSync(join(BUILT, 'index.html'));
}

const YEAR_S = 365 * 24 * 3600;

type Page = { html: StaticContent; assets: Map<string, StaticContent> };

/** The page at `/`. The names of its assets contain a hash of their content, so browsers cache them; the page is fetched each time. */
export function boardEndpoints({ publicAddress, isDevelopment }: HttpSettings): Endpoint[] {
  const policy = boardPolicy(publicAddress);
  // Whole, so that a build while the server runs cannot mix two pages.
  let loaded = loadedOnce(load);
  const page: RequestHandler = async (request, response) => {
    // Whoever works on the page wants to see each build.
    if (isDevelopment) loaded = loadedOnce(load);
    const { html } = await loaded();
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' });
    await html.send(request, response);
  };
  const asset: RequestHandler<{ file: string }> = async (request, response) => {
    const file = (await loaded()).assets.get(request.params.file);
    if (!file) throw new AppError('not_found', `there is nothing at ${request.path.slice(0, 100)}`);
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': `public, max-age=${YEAR_S}, immutable` });
    await file.send(request, response);
  };
  return [
    { method: 'get', path: '/', docs: null, handlers: [page] },
    { method: 'get', path: '/assets/{file}', docs: null, handlers: [asset as RequestHandler] },
  ];
}

async function load(): Promise<Page> {
  const folder = join(BUILT, 'assets');
  const content = async (path: string) => new StaticContent(extname(path), await readFile(path));
  try {
    const html = await content(join(BUILT, 'index.html'));
    const names = await readdir(folder);
    const assets = await Promise.all(names.map(async (name) => [name, await content(join(folder, name))] as const));
    return { html, assets: new Map(assets) };
  } catch (cause) {
    throw new AppError('not_found', 'the page is not built: run `npm run board`. The API is at /docs', { cause });
  }
}
