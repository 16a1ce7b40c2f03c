/**
 * Installs Muster as a production host does, from the npm registry: too slow for every run of the tests, so .ci/run runs this file.
 *
 *   npx mocha deploy/install.test.ts
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { NpmScript } from '../test/support/NpmScript.ts';

const ROOT = join(import.meta.dirname, '..');

const run = promisify(execFile);

/** The instructions of the Dockerfile, each with the rest of its line. */
const INSTRUCTIONS = (await readFile(join(ROOT, 'deploy/Dockerfile'), 'utf8'))
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => ({ name: line.split(' ', 1)[0]!, rest: line.slice(line.indexOf(' ') + 1) }));

/** Without what npm sets for the tests and would read. Packages that were fetched before are not asked for again. */
const ENV = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|INIT_CWD)/i.test(name))),
  npm_config_prefer_offline: 'true',
};

/** Without the node of this project's node_modules. */
const PATH = process.env
  .PATH!.split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

const SERVER = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', NODE_ENV: 'production' };

describe('a production install', function () {
  this.timeout(600_000);
  let place: string;
  let clone: string;
  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'muster-install-'));
    clone = join(place, 'clone');
    // What is committed or about to be, and nothing else.
    const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
    });
    for (const file of stdout.split('\0').filter(Boolean)) await cp(join(ROOT, file), join(clone, file));
  });
  after(() => rm(place, { recursive: true, force: true }));

  const npm = (args: string[]) => run('npm', args, { cwd: clone, env: { ...ENV, PATH } });

  async function assertServesPage(url: string): Promise<void> {
    assert.match(await (await fetch(url)).text(), /<script type="module"/);
  }

  it('by the commands of the Dockerfile serves the page, and SIGTERM ends it with code 0', async () => {
    const image = join(place, 'image');
    await mkdir(image);
    // The image has node 24, as this process.
    const env = { ...ENV, PATH: [dirname(process.execPath), PATH].join(delimiter) };
    for (const { name, rest } of INSTRUCTIONS) {
      if (name === 'COPY') {
        const files = rest === '. .' ? [''] : rest.split(' ').slice(0, -1);
        for (const file of files) await cp(join(clone, file), join(image, file), { recursive: true });
      }
      // Needs root, and a folder of the image's.
      if (name === 'RUN' && !rest.includes('chown')) await run('sh', ['-c', rest], { cwd: image, env });
    }
    const [command, ...args] = JSON.parse(INSTRUCTIONS.find(({ name }) => name === 'CMD')!.rest) as [string];
    const server = spawn(command, args, {
      cwd: image,
      env: { ...env, ...SERVER, DATA_DIR: join(place, 'image-data') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      for await (const line of createInterface(server.stdout)) {
        const url = /Muster listens on (http:[^"]+)/.exec(line)?.[1];
        if (url === undefined) continue;
        await assertServesPage(url);
        server.kill('SIGTERM');
      }
      if (server.exitCode === null) await once(server, 'exit');
      assert.equal(server.exitCode, 0);
    } finally {
      server.kill('SIGKILL');
    }
  });

  it('without scripts says what is missing: node, or the page', async () => {
    await npm(['ci', '--omit=dev', '--ignore-scripts']);
    const { stdout: version } = await run('node', ['-p', 'process.versions.node'], { env: { ...ENV, PATH } });
    const script = new NpmScript(['start'], { cwd: clone, env: { ...SERVER, PATH, DATA_DIR: join(place, 'data') } });
    await script.prints(
      Number.parseInt(version, 10) < 24
        ? /It needs node 24, and this is .*`npm rebuild node`/
        : /the page is not built/,
    );
    script.killAll();
    await script.exit;
  });

  it('by `npm ci --omit=dev` says nothing about engines, brings its own node, and serves the page', async () => {
    const { stdout, stderr } = await npm(['ci', '--omit=dev']);
    assert.doesNotMatch(stdout + stderr, /EBADENGINE|warn/i);
    const script = new NpmScript(['start'], { cwd: clone, env: { ...SERVER, PATH, DATA_DIR: join(place, 'data') } });
    try {
      const [, url] = await script.prints(/Muster listens on (http:[^"]+)/);
      await assertServesPage(url!);
    } finally {
      script.killAll();
      await script.exit;
    }
  });
});
