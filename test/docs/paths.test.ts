import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url);

describe('paths in the documentation', () => {
  for (const page of ['README.md', 'docs/architecture.md', 'docs/performance.md']) {
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

  for (const page of ['docs/scaling.md', 'docs/performance.md']) {
    const url = new URL(page, ROOT);

    it(`${page} has only links to files and headings that exist`, async () => {
      const text = await readFile(url, 'utf8');
      for (const [, path, heading] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
        const target = new URL(path!, url);
        await access(target);
        if (heading !== undefined) assert.ok(headingsOf(await readFile(target, 'utf8')).includes(heading), heading);
      }
    });

    it(`${page} names only scripts, benchmarks, load tests and sources that exist`, async () => {
      const text = await readFile(url, 'utf8');
      const { scripts } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as { scripts: object };
      for (const [, name] of text.matchAll(/npm run ([\w-]+)/g)) assert.ok(Object.hasOwn(scripts, name!), name);
      const benchmarks = await readFile(new URL('loadtest/bench.ts', ROOT), 'utf8');
      for (const [, name] of text.matchAll(/npm run bench -- ([\w-]+)/g))
        assert.match(benchmarks, new RegExp(`\\b${name}'?: `));
      for (const [, name] of text.matchAll(/npm run loadtest -- (\w+)/g))
        await access(new URL(`loadtest/${name}.ts`, ROOT));
      for (const [, source] of text.matchAll(/`(src\/[^` ]+)`/g)) await access(new URL(source!, ROOT));
    });
  }
});

/** The anchors of the headings. */
function headingsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
