import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { ERROR_KINDS } from '../../src/errors.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGES = ['docs/unity.md', 'clients/unity/README.md'];

const read = (page: string) => readFile(new URL(page, ROOT), 'utf8');

/** Kinds that come from the client, not from the server. */
const OWN_KINDS = ['unreachable', 'unexpected_answer'];

describe('docs/unity.md', () => {
  it('lists all error kinds with their sentences, and no others', async () => {
    const table = (await read('docs/unity.md')).split('<!-- kinds:')[1]!.split('\n\n')[1]!;
    const rows = table.split('\n').slice(2);
    const kinds = rows.map((row) => {
      const [, kind, sentence, what] = row.split('|').map((cell) => cell.trim());
      assert.notEqual(what, '', row);
      return [kind!.replaceAll('`', ''), sentence!] as const;
    });
    assert.deepEqual(
      kinds.slice(0, 2).map(([kind]) => kind),
      OWN_KINDS,
    );
    assert.deepEqual(Object.fromEntries(kinds.slice(2)), ERROR_KINDS);
    const constants = await read('clients/unity/Runtime/Net/ErrorKinds.cs');
    for (const [kind] of kinds) assert.ok(constants.includes(` = "${kind}";`), kind);
  });

  it('has only snippets that tests run or compile', async () => {
    const languages = new Set<string>();
    for (const page of PAGES)
      for (const [, language] of (await read(page)).matchAll(/^```(\w+)$/gm)) languages.add(language!);
    assert.deepEqual([...languages].toSorted(), ['bash', 'csharp', 'xml']);
    assert.equal(snippetsOf(await read('docs/unity.md'), 'bash').length, 1);
  });

  it('has only links to files and headings that exist, as the README of the package', async () => {
    for (const page of PAGES) {
      for (const [, path, heading] of (await read(page)).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
        const target = new URL(path!, new URL(page, ROOT));
        await access(target);
        if (heading !== undefined) assert.ok(headingsOf(await readFile(target, 'utf8')).includes(heading), heading);
      }
    }
  });
});

function snippetsOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, as, code]) => (as === language ? [code!] : []));
}

/** The anchors of the headings. */
function headingsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
