import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import type { Endpoint } from './Endpoint.ts';
import { loadedOnce, StaticContent } from './StaticContent.ts';

/** Built from src/board by `npm run board`, which npm install runs if src/board is there. */
const BUILT = join(import.meta.dirname, '..', '..', 'dist');

export function isBoardBuilt(): boolean {
  return existsSync(join(BUILT, 'board', 'index.html'));
}

const YEAR_S = 365 * 24 * 3600;

type Page = { html: StaticContent; assets: Map<string, StaticContent> };

type Options = {
  /** The page's folder in `dist`. */
  name: 'board' | 'admin';
  /** The page's address, with a slash at its end; its assets are below. */
  at: `/${string}/` | '/';
  /** Its Content-Security-Policy. */
  policy: string;
  /** Who may keep its assets. */
  keptBy: 'public' | 'private';
  isDevelopment: boolean;
};

/** A page and its assets. The names of assets contain a hash of their content, so browsers cache them; the page is fetched each time. */
export function pageEndpoints({ name, at, policy, keptBy, isDevelopment }: Options): Endpoint[] {
  // Whole, so that a build while the server runs cannot mix two pages.
  const newLoad = () => loadedOnce(() => load(join(BUILT, name)));
  let loaded = newLoad();
  const page: RequestHandler = async (request, response) => {
    // Whoever works on the page wants to see each build.
    if (isDevelopment) loaded = newLoad();
    const { html } = await loaded();
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' });
    await html.send(request, response);
  };
  const asset: RequestHandler<{ file: string }> = async (request, response) => {
    const file = (await loaded()).assets.get(request.params.file);
    if (!file) throw new AppError('not_found', `there is nothing at ${request.path.slice(0, 100)}`);
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': `${keptBy}, max-age=${YEAR_S}, immutable` });
    await file.send(request, response);
  };
  return [
    { method: 'get', path: at, docs: null, handlers: [page] },
    { method: 'get', path: `${at}assets/{file}`, docs: null, handlers: [asset as RequestHandler] },
  ];
}

async function load(built: string): Promise<Page> {
  const folder = join(built, 'assets');
  const content = async (path: string) => new StaticContent(extname(path), await readFile(path));
  try {
    const html = await content(join(built, 'index.html'));
    const names = await readdir(folder);
    const assets = await Promise.all(names.map(async (name) => [name, await content(join(folder, name))] as const));
    return { html, assets: new Map(assets) };
  } catch (cause) {
    throw new AppError('not_found', 'the page is not built: run `npm run board`. The API is at /docs', { cause });
  }
}
