import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { limitsPage } from '../../docs/limits-page.ts';

describe('docs/limits.md', () => {
  it('shows the limits of the source: if not, run `npm run limits`', async () => {
    assert.equal(await readFile(new URL('../../docs/limits.md', import.meta.url), 'utf8'), await limitsPage());
  });
});
