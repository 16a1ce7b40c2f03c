import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Request, RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import type { Endpoint } from './Endpoint.ts';
import { loadedOnce, StaticContent } from './StaticContent.ts';

/** Built from src/board by `npm run board`, which npm install runs if src/board is there. */
export const BUILT = join(import.meta.dirname, '..', '..', 'dist');

export function isBoardBuilt(): boolean {
  return existsSync(join(BUILT, 'board', 'index.html'));
}

const YEAR_S = 365 * 24 * 3600;

type Page = { html: StaticContent; text: string; assets: Map<string, StaticContent> };

/** Where a page is told what it is about, for those that read only its head. */
const ABOUT = '<!--about-->';

/** Heads that are kept, compressed: more than the addresses that are shared at a time. */
const HEADS_MAX = 100;

type Options = {
  /** The page's folder in `dist`. */
  name: 'board' | 'admin' | 'embed';
  /** The folder of its address, with a slash at its end; its assets are below. */
  at: `/${string}/` | '/';
  /** Its address in that folder, if it is not the folder itself: `{world}`. */
  file?: string;
  /** Refuses a request for an address that names nothing. */
  check?: (request: Request) => void;
  /** Tags for the page's head that say what this address of it is about. */
  aboutOf?: (request: Request) => Promise<string>;
  /** Its Content-Security-Policy. */
  policy: string;
  /** Who may keep its assets. */
  keptBy: 'public' | 'private';
  isDevelopment: boolean;
};

/** A page and its assets. The names of assets contain a hash of their content, so browsers cache them; the page is fetched each time. */
export function pageEndpoints(options: Options): Endpoint[] {
  const { name, at, file = '', policy, keptBy, isDevelopment, check, aboutOf } = options;
  // Whole, so that a build while the server runs cannot mix two pages.
  const newLoad = () => loadedOnce(() => load(join(BUILT, name)));
  let loaded = newLoad();
  const page: RequestHandler = async (request, response) => {
    // Whoever works on the page wants to see each build.
    if (isDevelopment) loaded = newLoad();
    check?.(request);
    const page = await loaded();
    const html = aboutOf ? withAbout(page, await aboutOf(request)) : page.html;
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' });
    await html.send(request, response);
  };
  const heads = new LRUCache<string, StaticContent>({ max: HEADS_MAX });
  const withAbout = ({ text }: Page, about: string): StaticContent => {
    const whole = text.replace(ABOUT, () => about);
    let content = heads.get(whole);
    if (!content) heads.set(whole, (content = new StaticContent('.html', Buffer.from(whole))));
    return content;
  };
  const asset: RequestHandler<{ file: string }> = async (request, response) => {
    const found = (await loaded()).assets.get(request.params.file);
    if (!found) throw new AppError('not_found', `there is nothing at ${request.path.slice(0, 100)}`);
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': `${keptBy}, max-age=${YEAR_S}, immutable` });
    await found.send(request, response);
  };
  return [
    { method: 'get', path: `${at}${file}`, docs: null, handlers: [page] },
    { method: 'get', path: `${at}assets/{file}`, docs: null, handlers: [asset as RequestHandler] },
  ];
}

async function load(built: string): Promise<Page> {
  const folder = join(built, 'assets');
  const content = async (path: string) => new StaticContent(extname(path), await readFile(path));
  try {
    const bytes = await readFile(join(built, 'index.html'));
    const html = new StaticContent('.html', bytes);
    const names = await readdir(folder);
    const assets = await Promise.all(names.map(async (name) => [name, await content(join(folder, name))] as const));
    return { html, text: bytes.toString(), assets: new Map(assets) };
  } catch (cause) {
    throw new AppError('not_found', 'the page is not built: run `npm run board`. The API is at /docs', { cause });
  }
}
