import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { FakeClock, startApp, type TestApp } from '../support/app.ts';

const ROOT = new URL('../../', import.meta.url);
const README = await readFile(new URL('README.md', ROOT), 'utf8');

type Snippet = { language: string; code: string };

/** The README's snippets in their order: later ones build on earlier ones. */
const SNIPPETS: Snippet[] = [...README.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language: language!,
  code: code!,
}));

const run = promisify(execFile);

describe('the README', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ now: new FakeClock().now });
  });
  after(() => app.stop());

  const here = (code: string) => code.replaceAll('http://localhost:2567', app.url);

  it('every curl line does what it says, and prints the JSON that follows it', async () => {
    let checked = 0;
    for (const [i, { language, code }] of SNIPPETS.entries()) {
      if (language !== 'sh' || !code.includes('curl')) continue;
      const { stdout } = await run('sh', ['-euc', here(code)]);
      assert.doesNotMatch(stdout, /"error"/, code);
      const expected = SNIPPETS[i + 1];
      if (expected?.language === 'json')
        assert.deepEqual(masked(JSON.parse(stdout)), masked(JSON.parse(expected.code)));
      checked += 1;
    }
    assert(checked > 0);
  });

  it('every npm script it names exists', async () => {
    const { scripts } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as { scripts: object };
    for (const [, name] of README.matchAll(/npm (?:run )?(start|test|dev|[a-z:-]+)`/g)) {
      assert(['install', ...Object.keys(scripts)].includes(name!), `npm ${name}`);
    }
  });

  it('every file it points to exists', async () => {
    for (const [, path] of README.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)) {
      await run('ls', [new URL(path!, ROOT).pathname]);
    }
  });

  it('the TypeScript does on a running server what it says', async () => {
    const expected = [/^1 parties/, /^in Delvers with 1/m];
    for (const { language, code } of SNIPPETS) {
      if (language !== 'ts') continue;
      const watcher = spawn(process.execPath, ['--input-type=module-typescript', '-e', here(code)], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const wanted = expected.shift()!;
      let output = '';
      for await (const chunk of watcher.stdout) {
        output += String(chunk);
        if (wanted.test(output)) break;
      }
      watcher.kill();
      assert.match(output, wanted);
    }
  });
});

/** Without ids, which are random. */
function masked(value: unknown): unknown {
  const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  return JSON.parse(JSON.stringify(value).replaceAll(uuid, 'uuid'));
}
