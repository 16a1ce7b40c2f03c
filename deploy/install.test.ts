/**
 * Installs Muster as a production host does, from the npm registry: too slow for every run of the tests, so .ci/run runs this file.
 *
 *   npx mocha deploy/install.test.ts
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { replaceUnderLoad } from '../test/main/replace-under-load.ts';
import { freePort } from '../test/support/free-port.ts';
import { needNginx } from '../test/support/Nginx.ts';
import { NpmScript } from '../test/support/NpmScript.ts';
import { spawnServer } from '../test/support/server-process.ts';

const ROOT = join(import.meta.dirname, '..');

const run = promisify(execFile);

type Instruction = { name: string; rest: string };

/** The instructions of the Dockerfile by the name of their stage, each with the rest of its line. The last stage is `image`. */
const STAGES = new Map<string, Instruction[]>();
for (const line of (await readFile(join(ROOT, 'deploy/Dockerfile'), 'utf8')).split('\n')) {
  const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
  if (name === 'FROM') STAGES.set(/ AS (\w+)$/.exec(rest)?.[1] ?? 'image', []);
  else if (name) [...STAGES.values()].at(-1)!.push({ name, rest });
}

const UNIT = await readFile(join(ROOT, 'deploy/muster.service'), 'utf8');

/** The values of a setting of the systemd unit. */
const inUnit = (setting: string) =>
  [...UNIT.matchAll(new RegExp(`^${setting}=(.*)$`, 'gm'))].map(([, value]) => value!);

/** Debian's user without rights, if the tests run as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

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

  /** `rest` is that of a COPY, whose files come from the repository or, with --from, from `/muster` of another stage. */
  async function copyInto(folder: string, rest: string): Promise<void> {
    const [, from, paths = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(rest)!;
    const [target, ...files] = paths.split(' ').toReversed() as [string, ...string[]];
    for (const path of files) {
      const file = from === undefined ? path : path.replace('/muster/', '');
      const source = join(from === undefined ? clone : join(place, from), file);
      const isInto = target === './' || file === '.';
      await cp(source, join(folder, isInto ? file : target), { recursive: true, verbatimSymlinks: true });
    }
  }

  /** The installation is another user's. */
  async function folderOfNobody(name: string): Promise<string> {
    const folder = join(place, name);
    await mkdir(folder);
    if (NOBODY.uid !== undefined) await chown(folder, NOBODY.uid, NOBODY.gid);
    await chmod(place, 0o755);
    return folder;
  }

  async function assertServesPage(url: string): Promise<void> {
    assert.match(await (await fetch(url)).text(), /<script type="module"/);
  }

  it('by the commands of the Dockerfile serves the page, and SIGTERM ends it with code 0', async () => {
    // The image has node 24, as this process.
    const env = { ...ENV, PATH: [dirname(process.execPath), PATH].join(delimiter) };
    for (const [stage, instructions] of STAGES) {
      const folder = join(place, stage);
      await mkdir(folder);
      for (const { name, rest } of instructions) {
        if (name === 'COPY') await copyInto(folder, rest);
        // Needs root, and a folder of the image's.
        if (name === 'RUN' && !rest.includes('chown')) await run('sh', ['-c', rest], { cwd: folder, env });
      }
    }
    const image = join(place, 'image');
    const started = STAGES.get('image')!.find(({ name }) => name === 'CMD')!;
    const [command, ...args] = JSON.parse(started.rest) as [string];
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

  it('as a user without rights, behind nginx with TLS, is replaced under load: nothing is lost, and players keep their seats', async function () {
    needNginx(this);
    const dataDir = await folderOfNobody('replaced-data');
    const server = await spawnServer({
      dataDir,
      program: { node: join(clone, 'node_modules/.bin/node'), entry: join(clone, 'src/index.ts'), ...NOBODY },
      env: {
        ...SERVER,
        RATE_LIMIT_DISABLED: 'false',
        PORT: String(await freePort()),
        DATA_DIR: dataDir,
        TRUST_PROXY: 'loopback',
      },
    });
    try {
      await replaceUnderLoad(server);
    } finally {
      await server.stop();
    }
  });

  it('runs by the command line of the systemd unit, as a user without rights and with an empty folder for its data', async () => {
    const data = await folderOfNobody('unit-data');
    const port = String(await freePort());
    const settings = Object.fromEntries(
      inUnit('Environment').flatMap((line) => line.split(' ').map((word) => word.split('='))),
    );
    const env = { ...settings, HOST: '127.0.0.1', PORT: port, DATA_DIR: data };
    const commandOf = (line: string) =>
      line.replaceAll('/opt/muster', clone).replaceAll('${PORT}', port).split(' ') as [string, ...string[]];
    const [command, ...args] = commandOf(inUnit('ExecStart')[0]!);
    const server = spawn(command, args, { ...NOBODY, cwd: clone, env, stdio: ['ignore', 'ignore', 'inherit'] });
    try {
      const [ready, ...readyArgs] = commandOf(inUnit('ExecStartPost')[0]!);
      await run(ready, readyArgs);
      await assertServesPage(`http://127.0.0.1:${port}/`);
      assert((await readdir(data)).includes('muster.db'));
      server.kill('SIGTERM');
      assert.deepEqual(await once(server, 'exit'), [0, null]);
    } finally {
      server.kill('SIGKILL');
    }
  });
});
