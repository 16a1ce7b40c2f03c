import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import compression from 'compression';
import type { RequestHandler } from 'express';
import { ERROR_KINDS } from '../../errors.ts';
import { HTTP_STATUS } from '../../protocol/error-table.ts';
import { ERRORS_PATH } from '../../protocol/problem.ts';
import { asyncApiDocument } from '../asyncapi.ts';
import type { Endpoint } from '../Endpoint.ts';
import { openApiDocument } from '../openapi.ts';
import { PAGE_POLICY } from '../security-headers.ts';

const { resolve } = createRequire(import.meta.url);
const PAGES = join(import.meta.dirname, '..', 'pages');
const SWAGGER_UI = dirname(resolve('swagger-ui-dist/package.json'));
const REDOC = dirname(resolve('redoc/bundles/redoc.standalone.js'));

/** The bundles of both pages are megabytes long. */
const compressed = compression();

/** The pages that document the endpoints. Everything they load is served from here. */
export function docsEndpoints(endpoints: Endpoint[], publicAddress: string | undefined): Endpoint[] {
  return [
    page('/docs', html('docs.html')),
    page('/docs/start.js', file(PAGES, 'start.js')),
    page('/docs/swagger-ui.css', file(SWAGGER_UI, 'swagger-ui.css')),
    page('/docs/swagger-ui-bundle.js', file(SWAGGER_UI, 'swagger-ui-bundle.js')),
    page('/docs/favicon-32x32.png', file(SWAGGER_UI, 'favicon-32x32.png')),
    page('/redoc', html('redoc.html')),
    page('/redoc/redoc.standalone.js', file(REDOC, 'redoc.standalone.js')),
    page(
      '/openapi.json',
      document(() => openApiDocument(endpoints)),
    ),
    page(
      '/asyncapi.json',
      document(() => asyncApiDocument(publicAddress)),
    ),
    page(ERRORS_PATH, (_request, response) => void response.type('html').send(errorsPage())),
  ];
}

function page(path: Endpoint['path'], handler: RequestHandler): Endpoint {
  const setPolicy: RequestHandler = (_request, response, next) => {
    response.set({ 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-cache' });
    next();
  };
  return { method: 'get', path, docs: null, handlers: [compressed, setPolicy, handler] };
}

function file(folder: string, name: string): RequestHandler {
  return (_request, response) => response.sendFile(name, { root: folder, cacheControl: false });
}

/** A page whose addresses are relative, because a proxy may serve everything below a path. They hold without a slash at the end only. */
function html(name: string): RequestHandler {
  const send = file(PAGES, name);
  return (request, response, next) => {
    if (!request.path.endsWith('/')) return send(request, response, next);
    response.redirect(308, `..${request.path.slice(0, -1)}`);
  };
}

/** Generated for the first request, so that it does not delay the start. */
function document(make: () => object): RequestHandler {
  let text: string | undefined;
  return (_request, response) => {
    text ??= JSON.stringify(make());
    response.type('application/json').send(text);
  };
}

function errorsPage(): string {
  const rows = Object.entries(ERROR_KINDS).map(
    ([kind, meaning]) =>
      `<dt id="${kind}"><code>${kind}</code> (${HTTP_STATUS[kind as keyof typeof ERROR_KINDS]})</dt><dd>${meaning}</dd>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Muster errors</title></head>
<body><h1>Kinds of errors</h1><dl>${rows.join('\n')}</dl></body></html>`;
}
