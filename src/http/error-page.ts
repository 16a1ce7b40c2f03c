import type { z } from 'zod';
import type { problemSchema } from '../protocol/problem.ts';
import { escaped } from './html.ts';

/** An error page runs nothing, and has one stylesheet. */
export const ERROR_PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A problem for people, with a way home. `prefix` is the path below which the browser sees this server. */
export function errorPage(problem: z.output<typeof problemSchema>, prefix: string): string {
  const { status, title, detail, kind, type } = problem;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="dark light" />
    <title>${status} · Muster</title>
    <link rel="icon" href="${prefix}/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="${prefix}/docs/pages.css" />
  </head>
  <body class="text">
    ${siteNav(`${prefix}/`)}
    <main>
      <h1>${escaped(title)}</h1>
      <p>${escaped(detail)}</p>
      <p><a href="${prefix}/">To the board</a></p>
      <p class="quiet">${status}, <a href="${type}"><code>${kind}</code></a>. Programs that ask for JSON get it as a problem.</p>
    </main>
  </body>
</html>
`;
}

/** The way to the board and between the pages of the API. `home` is the address of the board, with a slash at its end. */
export function siteNav(home: string): string {
  return `<nav class="site" aria-label="Muster"><a href="${home}">← Muster</a> <a href="${home}docs">API</a> <a href="${home}redoc">Reference</a> <a href="${home}docs/errors">Errors</a></nav>`;
}
