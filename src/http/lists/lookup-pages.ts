import { setImmediate as turn } from 'node:timers/promises';
import type { LookupPage } from '../../store/store.ts';

/** Reads one page after the other, at most `pagesMax`, and lets other requests be answered in between: SQLite reads on this thread. */
export async function* lookupPages<Row>(
  read: (before?: number) => Promise<LookupPage<Row>>,
  pagesMax: number,
): AsyncGenerator<LookupPage<Row>> {
  let page = await read();
  yield page;
  for (let pages = 1; pages < pagesMax && page.next !== null; pages++) {
    await turn();
    yield (page = await read(page.next));
  }
}
