import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Client } from '@colyseus/sdk';
import { ERROR_KINDS } from '../../src/errors.ts';
import { startApp, until } from '../support/app.ts';
import { ignoringMessages } from '../wire-v17/beside.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGES = ['docs/unity.md', 'clients/unity/README.md'];

const run = promisify(execFile);
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

  it('adds a second player to the first party with its commands', async () => {
    const app = await startApp();
    try {
      const ann = await ignoringMessages(new Client(app.url)).joinOrCreate('lobby', { player_id: 'ann' });
      await ann.request('party.create', { name: 'Delvers', max_players: 4 });
      const [commands] = snippetsOf(await read('docs/unity.md'), 'bash');
      const { stdout } = await run('bash', ['-euc', commands!.replaceAll('http://localhost:2567', app.url)]);
      const { status, members } = JSON.parse(stdout) as { status: string; members: { name: string }[] };
      assert.equal(status, 'joined');
      assert.deepEqual(
        members.map(({ name }) => name),
        ['ann', 'Bob'],
      );
      await until(() => (ann.state as { parties: Map<string, { player_count: number }> }).parties.size === 1);
    } finally {
      await app.stop();
    }
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
