import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startApp, type TestApp } from '../../support/app.ts';
import { compile, javaFilesIn, needJava, QUICK_JVM, reporterSources, startJava, SURFACE } from './java.ts';
import { LossyProxy } from './LossyProxy.ts';

const ROOT = join(import.meta.dirname, '../../..');
const README = await readFile(join(ROOT, 'clients/runelite/README.md'), 'utf8');
const DOCS = await readFile(join(ROOT, 'docs/runelite.md'), 'utf8');

const IMPORTS = ['dev.muster.runelite.*', 'java.net.URI', 'java.time.Duration', 'java.util.UUID'];
const CONFIG_IMPORTS = ['net.runelite.client.config.*'];

/** For the java and javac that the README calls. */
const ENV = { ...process.env, JAVA_TOOL_OPTIONS: QUICK_JVM.join(' ') };

const run = promisify(execFile);

describe('The documentation for RuneLite plugins', () => {
  let folder: string;
  let app: TestApp;
  let proxy: LossyProxy;
  before(async function () {
    needJava(this);
    app = await startApp();
    proxy = await LossyProxy.start(app.url);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-runelite-'));
    await symlink(join(ROOT, 'clients'), join(folder, 'clients'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(async () => {
    await proxy?.stop();
    await app?.stop();
  });

  const here = (code: string) => code.replaceAll('http://localhost:2567', app.url);
  const shell = (code: string) => run('sh', ['-euc', here(code)], { cwd: folder, env: ENV });

  it('leads to the first drop in the README', async () => {
    const [copy, build] = snippetsOf(README, 'sh');
    const [first] = snippetsOf(README, 'java');
    await shell(copy!);
    const settings = join(folder, 'try/dev/muster/runelite/Settings.java');
    await writeFile(settings, patient(await readFile(settings, 'utf8')));
    await writeFile(join(folder, 'try/First.java'), here(first!));
    const { stdout } = await shell(build!);
    assert.match(stdout, /^1 accepted\n\{"active_parties":\[\{"id":1,"world":444,.*"total_drops":1/);
  });

  it("copies files into a plugin that compile without Java's own HTTP client", async () => {
    const sources = join(folder, 'my-plugin/src/main/java');
    await mkdir(sources, { recursive: true });
    await shell(snippetsOf(README, 'sh')[2]!);
    const copied = await javaFilesIn(sources);
    assert.ok(copied.length > 10);
    for (const path of copied) assert.doesNotMatch(await readFile(path, 'utf8'), /java\.net\.http/, path);
    await compile([...copied, ...(await javaFilesIn(SURFACE))]);
  });

  it('has no shell or Java snippet that these tests leave out', () => {
    assert.deepEqual([snippetsOf(README, 'sh').length, snippetsOf(README, 'java').length], [3, 1]);
    assert.deepEqual([snippetsOf(DOCS, 'sh').length, snippetsOf(DOCS, 'java').length], [0, 2]);
    for (const language of languagesIn(README + DOCS)) assert.ok(['sh', 'java', 'json'].includes(language), language);
  });

  it('shows the batch that the reporter sends, and its answer', async () => {
    const [request, answer] = snippetsOf(DOCS, 'json').map((code) => JSON.parse(code) as object);
    let exchanged: { sent: string; answered: string } | undefined;
    proxy.fates.push(async (passOn) => {
      const passed = await passOn();
      exchanged = { sent: passed.sent, answered: passed.body };
      return passed;
    });
    // The first test has made a party in world 444.
    const play = patient(snippetsOf(DOCS, 'java')[0]!)
      .replace('444', '301')
      .replace('https://drops.example.org', proxy.url);
    const source = await wrapped('Play', IMPORTS, `public static void main(String[] args) {\n${play}}`);
    const java = startJava([await compile([...(await reporterSources()), source])], 'Play');
    const [printed, [code]] = await Promise.all([text(java.stdout!), once(java, 'close') as Promise<[number]>]);
    assert.deepEqual([code, printed], [0, 'true, {QUEUED=1}\n']);
    assert.deepEqual(JSON.parse(exchanged!.sent.replace('301', '444')), request);
    const answered = exchanged!.answered.replaceAll('301', '444').replace(/"party_id":\d+/, '"party_id":1');
    assert.deepEqual(JSON.parse(answered), answer);
  });

  it('shows the defaults', async () => {
    const settings = await readFile(join(ROOT, 'clients/runelite/dev/muster/runelite/Settings.java'), 'utf8');
    const defaults = [...settings.matchAll(/^ {4}(?:int|Duration) (\w+) = (.*);$/gm)];
    assert.equal(defaults.length, 4);
    for (const [, name, value] of defaults) assert.ok(DOCS.includes(`.${name}(${value})`), name);
  });

  it('shows the warning that the example has', async () => {
    const item = snippetsOf(DOCS, 'java')[1]!;
    const source = await wrapped('Asked', CONFIG_IMPORTS, item, 'interface');
    await compile([source, ...(await javaFilesIn(SURFACE))]);
    const example = await readFile(
      join(ROOT, 'clients/runelite/example/com/example/dropparty/DropPartyConfig.java'),
      'utf8',
    );
    assert.ok(example.includes(/warning = ".*"/.exec(item)![0]));
  });

  it('lists every counter and every file, and links to files that exist', async () => {
    const counters = await readFile(join(ROOT, 'clients/runelite/dev/muster/runelite/Counters.java'), 'utf8');
    for (const [, name] of counters.matchAll(/^ {8}([A-Z]+),?$/gm)) assert.match(DOCS, new RegExp(`\`${name}\``), name);
    const files = (await javaFilesIn(join(ROOT, 'clients/runelite'))).map((path) => /(\w+)\.java$/.exec(path)![1]!);
    const rows = README.slice(README.indexOf('| File'));
    for (const name of files) assert.match(rows, new RegExp(`\`${name}\``), name);
    for (const [document, base] of [
      [README, 'clients/runelite'],
      [DOCS, 'docs'],
    ] as const) {
      for (const [, path] of document.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) await access(join(ROOT, base, path!));
    }
  });

  /** A snippet as a class of its own. */
  async function wrapped(name: string, imports: string[], body: string, kind = 'class'): Promise<string> {
    const path = join(folder, `${name}.java`);
    const head = imports.map((imported) => `import ${imported};\n`).join('');
    await writeFile(path, `${head}\npublic ${kind} ${name} {\n${body}\n}\n`);
    return path;
  }
});

/** Without limits of some seconds: on a busy machine a new JVM takes longer than a report is useful. */
function patient(java: string): string {
  return java.replaceAll(/Duration\.ofSeconds\(\d\)/g, 'Duration.ofMinutes(10)');
}

function snippetsOf(document: string, language: string): string[] {
  return [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, as, code]) => (as === language ? [code!] : []));
}

function languagesIn(document: string): string[] {
  return Array.from(document.matchAll(/^```(\w+)\n/gm), ([, language]) => language!);
}
