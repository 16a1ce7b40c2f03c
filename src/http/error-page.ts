import type { z } from 'zod';
import type { problemSchema } from '../protocol/problem.ts';
import { escaped, textPage } from './html.ts';

/** An error page runs nothing, and has one stylesheet. */
export const ERROR_PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A problem for people, with a way home. `prefix` is the path below which the browser sees this server. */
export function errorPage(problem: z.output<typeof problemSchema>, prefix: string): string {
  const { status, title, detail, kind, type } = problem;
  const home = `${prefix}/`;
  const body = `<h1>${escaped(title)}</h1>
      <p>${escaped(detail)}</p>
      <p><a href="${home}">To the board</a></p>
      <p class="quiet">${status}, <a href="${type}"><code>${kind}</code></a>. Programs that ask for JSON get it as a problem.</p>`;
  return textPage({ title: String(status), home, body });
}
