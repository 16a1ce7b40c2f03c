import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { UPDATES_CLOSE } from '../../src/protocol/updates.ts';
import { updateEvents } from '../../src/protocol/update-events.ts';
import { FakeClock, startApp, type TestApp, until } from '../support/app.ts';
import { CutProxy } from '../support/CutProxy.ts';
import { CSharpProgram, needMono } from '../support/mono.ts';
import { HeardFrames, PLAYED_ENV, playTopics } from '../updates/played-topics.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const TEXT = await readFile(new URL('updates.md', DOCS), 'utf8');
const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 50 };

const run = promisify(execFile);

describe('docs/updates.md', () => {
  let dataDir: string;
  let clock: FakeClock;
  let app: TestApp;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-docs-'));
    clock = new FakeClock();
    app = await startApp({ now: clock.now, dataDir, env: PLAYED_ENV });
  });
  afterEach(async () => {
    await app.stop();
    await rm(dataDir, { recursive: true });
  });

  const here = (code: string) => code.replaceAll('localhost:2567', new URL(app.url).host);

  it('a server answers every conversation as it is written', async () => {
    const conversations = snippetsOf(TEXT, 'transcript');
    assert.ok(conversations.length >= 3);
    for (const conversation of conversations) {
      const client = new HeardFrames(app);
      let heard = 0;
      for (const line of conversation.trimEnd().split('\n')) {
        const said = line.slice(2);
        if (line.startsWith('> ')) client.socket.send(said);
        else if (line.startsWith('$ ')) await run('sh', ['-euc', here(said)]);
        else {
          await until(() => client.frames.length > heard, line);
          assert.deepEqual(client.frames[heard], JSON.parse(said), line);
          heard += 1;
        }
      }
      assert.equal(client.frames.length, heard, 'nothing besides');
      client.socket.close();
    }
  });

  it('every event of every topic has an example, which a server sent just so', async () => {
    const sent = await playTopics(app, clock);
    for (const [kind, events] of Object.entries(updateEvents)) {
      const section = TEXT.split('\n### ').find((part) => part.startsWith(kind)) ?? assert.fail(`no section ${kind}`);
      const examples = snippetsOf(section, 'jsonl')[0]!
        .trimEnd()
        .split('\n')
        .map((line) => masked(JSON.parse(line)));
      const real = new Set(
        sent.flatMap((frame) =>
          frame.type === 'event' && frame.topic.split(':')[0] === kind
            ? [masked({ event: frame.event, data: frame.data })]
            : [],
        ),
      );
      for (const example of examples) assert.ok(real.has(example), `${kind}: ${example}`);
      const shown = new Set(examples.map((example) => (JSON.parse(example) as { event: string }).event));
      assert.deepEqual([...shown].toSorted(), Object.keys(events).toSorted(), kind);
    }
  });

  it('the JavaScript goes on where it was when the server comes back', async () => {
    // The proxy keeps its port. The server's own could be taken while it is down.
    const proxy = await CutProxy.start(app.port);
    // Short pauses, which stay short however long the restart takes.
    const script = snippetsOf(TEXT, 'js')[0]!.replaceAll('waitMs = 1000', 'waitMs = 50');
    const code = script.replaceAll('localhost:2567', `127.0.0.1:${proxy.port}`);
    const watcher = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const lines = linesOf(watcher);
      await until(() => lines.length === 1, 'its snapshot');
      await app.post('/drops', BONES);
      await until(() => lines.length === 3, 'the first drop');
      await app.stop();
      app = await startApp({ now: clock.now, dataDir });
      proxy.target = app.port;
      clock.advance(10_000);
      await app.post('/drops', BONES);
      await until(() => lines.length === 4, 'the drop after the restart');
      assert.deepEqual(lines, [
        'snapshot 0 ',
        'event 1 drop_party_started',
        'event 2 drop_added',
        'event 3 drop_added',
      ]);
    } finally {
      watcher.kill();
      await proxy.close();
    }
  });

  it('the C# compiles without a warning, and prints what it is told', async function () {
    needMono(this);
    const source = join(dataDir, 'Watch.cs');
    await writeFile(source, here(snippetsOf(TEXT, 'csharp')[0]!));
    const watcher = await CSharpProgram.start(source, []);
    try {
      await until(() => watcher.lines.length === 3, 'its snapshot');
      await app.post('/drops', BONES);
      await until(() => watcher.lines.length === 5, 'the drop');
      const types = watcher.lines.map((line) => (JSON.parse(line) as { type: string }).type);
      assert.deepEqual(types, ['hello', 'subscribed', 'snapshot', 'event', 'event']);
    } finally {
      watcher.stop();
      await watcher.ended;
    }
  });

  it('every close code has its row, and every file it points to exists', async () => {
    for (const code of Object.values(UPDATES_CLOSE)) assert.match(TEXT, new RegExp(`^\\| ${code} \\|`, 'm'));
    for (const [, path] of TEXT.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)) await access(new URL(path!, DOCS));
  });
});

function snippetsOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, as, code]) => (as === language ? [code!] : []));
}

function linesOf(watcher: ChildProcess): string[] {
  const lines: string[] = [];
  createInterface(watcher.stdout!).on('line', (line) => lines.push(line));
  return lines;
}

/** As text, without random values. */
function masked(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid')
    .replaceAll(/"join_code":"\w+"/g, '"join_code":"chance"')
    .replaceAll(/"seed":\d+/g, '"seed":0');
}
