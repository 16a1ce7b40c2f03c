import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url);

describe('paths in the documentation', () => {
  for (const page of ['README.md', 'docs/architecture.md']) {
    it(`${page} names only files and folders that exist`, async () => {
      const text = await readFile(new URL(page, ROOT), 'utf8');
      const paths = [...text.matchAll(/`((?:src|test|docs|clients|loadtest)\/[^` ]*)`/g)].map(([, path]) => path!);
      assert.ok(paths.length > 0);
      assert.deepEqual(
        paths.filter((path) => !existsSync(new URL(path, ROOT))),
        [],
      );
    });
  }
});
