import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Client } from '@colyseus/sdk';
import { FakeClock, startApp, type TestApp } from '../support/app.ts';
import { ignoringMessages } from '../wire-v17/beside.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (page: string) => readFile(new URL(page, ROOT), 'utf8');
const README = await read('README.md');

type Snippet = { language: string; code: string };

/** The README's snippets in their order: later ones build on earlier ones. */
const SNIPPETS: Snippet[] = [...README.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language: language!,
  code: code!,
}));

const run = promisify(execFile);

// All on one server, in the order in which a reader comes to them: what one page leaves there must not disturb the next.
describe('the README, and the pages that it leads to', () => {
  const clock = new FakeClock();
  let app: TestApp;
  before(async () => {
    app = await startApp({ now: clock.now });
  });
  // Lists are in the order of time.
  beforeEach(() => clock.advance(1_000));
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

  it('docs/unity.md adds a second player to the first party with its commands', async () => {
    const page = await read('docs/unity.md');
    assert.match(page, /new PartySettings \{ Name = "Delvers", Region = "eu", MaxPlayers = 4 \}/);
    const ann = await ignoringMessages(new Client(app.url)).joinOrCreate('lobby', { player_id: 'ann' });
    await ann.request('party.create', { name: 'Delvers', region: 'eu', max_players: 4 });
    const { stdout } = await run('bash', ['-euc', here(/^```bash\n(.*?)^```$/ms.exec(page)![1]!)]);
    const { status, members } = JSON.parse(stdout) as { status: string; members: { name: string }[] };
    assert.equal(status, 'joined');
    assert.deepEqual(
      members.map(({ name }) => name),
      ['ann', 'Bob'],
    );
    await ann.leave();
  });

  it('clients/runelite/README.md shows the drop parties with its command', async () => {
    const [command] = /^curl .*$/m.exec(await read('clients/runelite/README.md'))!;
    const { stdout } = await run('sh', ['-euc', here(command)]);
    assert.match(stdout, /"world":444/);
  });
});

/** Without ids, which are random. */
function masked(value: unknown): unknown {
  const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  return JSON.parse(JSON.stringify(value).replaceAll(uuid, 'uuid'));
}
