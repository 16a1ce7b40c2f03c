import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUNE_2H } from '../http/reports.ts';
import { startApp, type TestApp, until } from '../support/app.ts';
import { NpmScript } from '../support/NpmScript.ts';

const { scripts } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};

describe('npm start', () => {
  let dataDir: string;
  let npm: NpmScript;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
    npm = new NpmScript(['start'], {
      env: { NODE_ENV: 'test', LOG_LEVEL: 'info', HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir },
    });
    await npm.prints(/data {5}/);
  });
  afterEach(async () => {
    npm.killAll();
    await rm(dataDir, { recursive: true, force: true });
  });

  for (const [title, send] of [
    ['SIGTERM to npm alone', () => npm.signal('SIGTERM')],
    ['SIGTERM to all its processes, which npm forwards again', () => npm.signalAll('SIGTERM')],
    ['SIGINT to all its processes, as a terminal sends it', () => npm.signalAll('SIGINT')],
  ] as const) {
    it(`shuts the server down in order at ${title}, and leaves no process`, async () => {
      send();
      await npm.exit;
      await until(() => !npm.isRunning, 'the end of every process');
      assert.match(npm.output, /shutting down[^]*stopped/);
    });
  }
});

describe('npm run demo', () => {
  let app: TestApp;
  let npm: NpmScript;
  before(async () => {
    app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_REPORTS_PER_MINUTE: '200' } });
    npm = new NpmScript(['run', 'demo'], { env: { PORT: new URL(app.url).port } });
  });
  after(async () => {
    npm?.killAll();
    await app?.stop();
  });

  it('plays on the server at PORT, and leaves half of the budget to others at its address', async () => {
    // Without a pace of its own it would have used up all of it by its second line.
    await npm.prints(/Five drop parties(?:[^]*? drop_added){2}/);
    const { status, headers } = await app.post('/drops', RUNE_2H);
    assert.equal(status, 200);
    assert.match(headers.get('ratelimit')!, /;r=(?:[6-9]\d|1\d\d);/);
    assert.doesNotMatch(npm.output, /HTTP|out of reach/);
  });

  it('ends at SIGTERM to npm alone, and leaves no process', async () => {
    npm.signal('SIGTERM');
    await npm.exit;
    await until(() => !npm.isRunning, 'the end of every process');
  });
});

describe('the npm scripts', () => {
  /** Tools of development, which end by themselves. */
  const SHORT = new Set([
    'prepare',
    'pretest',
    'board',
    'codegen',
    'limits',
    'types',
    'lint',
    'format',
    'format:check',
    'imports',
    'deadcode',
    'check',
  ]);

  it('are replaced by what they run, so that a signal to npm reaches it', () => {
    const names = Object.keys(scripts).filter((name) => !SHORT.has(name));
    assert.deepEqual(
      names.filter((name) => !scripts[name]!.startsWith('exec ')),
      [],
    );
  });
});
