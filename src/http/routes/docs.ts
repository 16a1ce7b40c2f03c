import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { RequestHandler } from 'express';
import { ERROR_KINDS } from '../../errors.ts';
import { HTTP_STATUS } from '../../protocol/error-table.ts';
import { ERRORS_PATH } from '../../protocol/problem.ts';
import { asyncApiDocument } from '../asyncapi.ts';
import type { Endpoint } from '../Endpoint.ts';
import { escaped, textPage } from '../html.ts';
import { openApiDocument } from '../openapi.ts';
import { PAGE_POLICY } from '../security-headers.ts';
import { loadedOnce, StaticContent } from '../StaticContent.ts';

const { resolve } = createRequire(import.meta.url);
const PAGES = join(import.meta.dirname, '..', 'pages');
const SWAGGER_UI = dirname(resolve('swagger-ui-dist/package.json'));
const REDOC = dirname(resolve('redoc/bundles/redoc.standalone.js'));

/** The pages that document the endpoints. Everything they load is served from here. */
export function docsEndpoints(endpoints: Endpoint[], publicAddress: string | undefined): Endpoint[] {
  return [
    file('/docs', join(PAGES, 'docs.html')),
    file('/docs/start.js', join(PAGES, 'start.js')),
    file('/docs/pages.css', join(PAGES, 'pages.css')),
    file('/docs/swagger-ui.css', join(SWAGGER_UI, 'swagger-ui.css')),
    file('/docs/swagger-ui-bundle.js', join(SWAGGER_UI, 'swagger-ui-bundle.js')),
    file('/docs/favicon-32x32.png', join(SWAGGER_UI, 'favicon-32x32.png')),
    file('/redoc', join(PAGES, 'redoc.html')),
    file('/redoc/redoc.standalone.js', join(REDOC, 'redoc.standalone.js')),
    page('/openapi.json', 'json', () => JSON.stringify(openApiDocument(endpoints))),
    page('/asyncapi.json', 'json', () => JSON.stringify(asyncApiDocument(publicAddress))),
    page(ERRORS_PATH, 'html', errorsPage),
  ];
}

function file(path: Endpoint['path'], source: string): Endpoint {
  return page(path, extname(source), () => readFile(source));
}

/**
 * Made for the first request, so that it does not delay the start. Its addresses are relative, because a proxy may serve everything below
 * a path; they hold only without a slash at the end.
 */
function page(path: Endpoint['path'], type: string, make: () => string | Promise<Buffer>): Endpoint {
  const made = loadedOnce(async () => new StaticContent(type, Buffer.from(await make())));
  const send: RequestHandler = async (request, response) => {
    if (request.path.endsWith('/')) return response.redirect(308, `..${request.path.slice(0, -1)}`);
    const content = await made();
    response.set({ 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-cache' });
    await content.send(request, response);
  };
  return { method: 'get', path, docs: null, handlers: [send] };
}

function errorsPage(): string {
  const rows = Object.entries(ERROR_KINDS).map(
    ([kind, meaning]) =>
      `<dt id="${kind}"><code>${kind}</code> (${HTTP_STATUS[kind as keyof typeof ERROR_KINDS]})</dt><dd>${escaped(meaning)}</dd>`,
  );
  const body = `<h1>Kinds of errors</h1>
      <p>Every refusal has a kind, for programs, and a text, for people. Fix what the text says; where there is a <code>Retry-After</code>, try again then.</p>
      <dl>
        ${rows.join('\n        ')}
      </dl>`;
  return textPage({ title: 'Errors', home: '../', body });
}
